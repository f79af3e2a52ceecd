import * as z from 'zod/mini';
import { dueAttributes } from '../kernel/due.ts';
import { decodeItem } from '../kernel/table/codec.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import type { Write } from '../kernel/table/transaction.ts';
import type { DatedLot } from './expiry-change.ts';
import type { ActiveLot, LotChange } from './ledger-change.ts';
import type { PendingLot } from './lot.ts';

/** The rule of the due index that releases a pending lot. */
export const RELEASE_RULE = 'release';

export const pendingLotItem = z.object({
  memberId: z.string(),
  orderId: z.string(),
  points: z.int().check(z.positive()),
  releaseAt: z.iso.datetime(),
  expiryDay: z.string(),
  policy: z.optional(z.string()),
});

export const activeLotItem = z.object({
  memberId: z.string(),
  expiryDay: z.string(),
  points: z.int().check(z.positive()),
  openedBy: z.string(),
  policy: z.optional(z.string()),
});

export interface LotSettings {
  readonly dueShardCount: number;
  /** The entry that a new lot is opened by. */
  readonly openedBy: string;
  /** The policy that a new lot is dated by, if it says no other. */
  readonly policy: string;
}

/** The write of a change to a lot. One that is taken from has to be as it was read; emptied, it goes. */
export function lotWrite(change: LotChange, settings: LotSettings): Write {
  switch (change.kind) {
    case 'ADD_PENDING':
      return addPending(change.lot, settings);
    case 'TAKE_PENDING': {
      const { memberId, releaseAt, orderId, points } = change.lot;
      return take(keys.pendingLot(memberId, releaseAt, orderId), points, change.points);
    }
    case 'ADD_ACTIVE':
      return addActive(change.lot, settings);
    case 'TAKE_ACTIVE':
      return take(keys.activeLot(change.lot.memberId, change.lot.expiryDay), change.lot.points, change.points);
    case 'DATE_PENDING': {
      const { memberId, releaseAt, orderId, points } = change.lot;
      return date(keys.pendingLot(memberId, releaseAt, orderId), points, change.expiryDay, change.policy);
    }
    case 'DATE_ACTIVE': {
      const { memberId, expiryDay, points } = change.lot;
      return date(keys.activeLot(memberId, expiryDay), points, expiryDay, change.policy);
    }
    case 'GROW_ACTIVE':
      return grow(change.lot, change.points);
  }
}

function addPending(lot: PendingLot, { dueShardCount, policy }: LotSettings): Write {
  const { memberId, orderId, releaseAt } = lot;
  return {
    Put: {
      Item: {
        ...keys.pendingLot(memberId, releaseAt, orderId),
        ...dueAttributes(releaseAt, RELEASE_RULE, memberId, dueShardCount),
        entityType: 'PendingLot',
        ...lot,
        policy: lot.policy ?? policy,
      },
    },
  };
}

function addActive({ memberId, expiryDay, points, policy }: ActiveLot, settings: LotSettings): Write {
  return {
    Update: {
      Key: { ...keys.activeLot(memberId, expiryDay) },
      UpdateExpression:
        'SET entityType = :entityType, memberId = :memberId, expiryDay = :expiryDay, ' +
        'openedBy = if_not_exists(openedBy, :openedBy), policy = if_not_exists(policy, :policy) ADD points :points',
      ExpressionAttributeValues: {
        ':entityType': 'ActiveLot',
        ':memberId': memberId,
        ':expiryDay': expiryDay,
        ':openedBy': settings.openedBy,
        ':policy': policy ?? settings.policy,
        ':points': points,
      },
    },
  };
}

function date(key: ItemKey, points: number, expiryDay: string, policy: string): Write {
  return {
    Update: {
      Key: { ...key },
      UpdateExpression: 'SET expiryDay = :expiryDay, policy = :policy',
      ConditionExpression: 'points = :points',
      ExpressionAttributeValues: { ':points': points, ':expiryDay': expiryDay, ':policy': policy },
    },
  };
}

function grow({ memberId, expiryDay, points }: ActiveLot, by: number): Write {
  return {
    Update: {
      Key: { ...keys.activeLot(memberId, expiryDay) },
      UpdateExpression: 'ADD points :by',
      ConditionExpression: 'points = :points',
      ExpressionAttributeValues: { ':points': points, ':by': by },
    },
  };
}

/** Deleting a pending lot takes it off the due index in the same write. */
function take(key: ItemKey, points: number, taken: number): Write {
  const ConditionExpression = 'points = :points';
  if (taken === points) {
    return { Delete: { Key: { ...key }, ConditionExpression, ExpressionAttributeValues: { ':points': points } } };
  }
  return {
    Update: {
      Key: { ...key },
      UpdateExpression: 'SET points = :left',
      ConditionExpression,
      ExpressionAttributeValues: { ':points': points, ':left': points - taken },
    },
  };
}

/** A lot with the policy that it was dated by, of any item of the table; undefined where it is none. */
export function readDatedLot(item: Readonly<Record<string, unknown>>): DatedLot | undefined {
  if (item['entityType'] === 'PendingLot') return { kind: 'pending', lot: decodeItem(pendingLotItem, item) };
  return item['entityType'] === 'ActiveLot' ? { kind: 'active', lot: decodeItem(activeLotItem, item) } : undefined;
}
