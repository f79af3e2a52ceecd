import * as z from 'zod/mini';
import { dueAttributes } from '../kernel/due.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import type { Write } from '../kernel/table/transaction.ts';
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
});

export const activeLotItem = z.object({
  memberId: z.string(),
  expiryDay: z.string(),
  points: z.int().check(z.positive()),
  openedBy: z.string(),
});

export interface LotSettings {
  readonly dueShardCount: number;
  /** The entry that a new lot is opened by. */
  readonly openedBy: string;
}

/** The write of a change to a lot. One that is taken from has to be as it was read; emptied, it goes. */
export function lotWrite(change: LotChange, settings: LotSettings): Write {
  switch (change.kind) {
    case 'ADD_PENDING':
      return addPending(change.lot, settings.dueShardCount);
    case 'TAKE_PENDING': {
      const { memberId, releaseAt, orderId, points } = change.lot;
      return take(keys.pendingLot(memberId, releaseAt, orderId), points, change.points);
    }
    case 'ADD_ACTIVE':
      return addActive(change.lot, settings.openedBy);
    case 'TAKE_ACTIVE':
      return take(keys.activeLot(change.lot.memberId, change.lot.expiryDay), change.lot.points, change.points);
    case 'GROW_ACTIVE':
      return grow(change.lot, change.points);
  }
}

function addPending(lot: PendingLot, dueShardCount: number): Write {
  const { memberId, orderId, releaseAt } = lot;
  return {
    Put: {
      Item: {
        ...keys.pendingLot(memberId, releaseAt, orderId),
        ...dueAttributes(releaseAt, RELEASE_RULE, memberId, dueShardCount),
        entityType: 'PendingLot',
        ...lot,
      },
    },
  };
}

function addActive({ memberId, expiryDay, points }: ActiveLot, openedBy: string): Write {
  return {
    Update: {
      Key: { ...keys.activeLot(memberId, expiryDay) },
      UpdateExpression:
        'SET entityType = :entityType, memberId = :memberId, expiryDay = :expiryDay, ' +
        'openedBy = if_not_exists(openedBy, :openedBy) ADD points :points',
      ExpressionAttributeValues: {
        ':entityType': 'ActiveLot',
        ':memberId': memberId,
        ':expiryDay': expiryDay,
        ':openedBy': openedBy,
        ':points': points,
      },
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
