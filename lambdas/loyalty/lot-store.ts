import * as z from 'zod/mini';
import { dueAttributes } from '../kernel/due.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import type { Write } from '../kernel/table/transaction.ts';
import { nextExpiryStep } from './expiry.ts';
import type { ActiveLot, KeptLot, LotChange } from './ledger-change.ts';
import type { PendingLot } from './lot.ts';

/** The rule of the due index that releases a pending lot. */
export const RELEASE_RULE = 'release';
/** The rule that tells of an active lot's expiry, and lets it expire. */
export const EXPIRY_RULE = 'expiry';

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
});

const keptLotItem = z.extend(activeLotItem, { openedBy: z.string(), dueSK: z.optional(z.string()) });

/** A lot with what only its expiry asks for. */
export async function readKeptLot(reader: ItemReader, key: ItemKey): Promise<KeptLot | undefined> {
  const item = await reader.read(key, keptLotItem);
  if (item === undefined) return undefined;
  const { dueSK, ...lot } = item;
  return { ...lot, dueAt: dueSK?.split('#')[0] };
}

export interface LotSettings {
  readonly dueShardCount: number;
  readonly timeZone: string;
  readonly now: Date;
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
      return addActive(change.lot, settings);
    case 'TAKE_ACTIVE':
      return take(keys.activeLot(change.lot.memberId, change.lot.expiryDay), change.lot.points, change.points);
    case 'WAIT_ACTIVE':
      return wait(change.lot, change.dueAt, settings.dueShardCount);
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

/** A lot that is there already keeps its place on the due index. */
function addActive({ memberId, expiryDay, points }: ActiveLot, settings: LotSettings): Write {
  const { dueShardCount, timeZone, now, openedBy } = settings;
  const next = nextExpiryStep(expiryDay, now, timeZone);
  const due = next === undefined ? undefined : dueAttributes(next.at, EXPIRY_RULE, memberId, dueShardCount);
  const setDue =
    due === undefined ? '' : ', duePK = if_not_exists(duePK, :duePK), dueSK = if_not_exists(dueSK, :dueSK)';
  return {
    Update: {
      Key: { ...keys.activeLot(memberId, expiryDay) },
      UpdateExpression:
        'SET entityType = :entityType, memberId = :memberId, expiryDay = :expiryDay, ' +
        `openedBy = if_not_exists(openedBy, :openedBy)${setDue} ADD points :points`,
      ExpressionAttributeValues: {
        ':entityType': 'ActiveLot',
        ':memberId': memberId,
        ':expiryDay': expiryDay,
        ':openedBy': openedBy,
        ':points': points,
        ...(due === undefined ? {} : { ':duePK': due.duePK, ':dueSK': due.dueSK }),
      },
    },
  };
}

function wait({ memberId, expiryDay, points }: KeptLot, dueAt: string | undefined, dueShardCount: number): Write {
  const condition = { ConditionExpression: 'points = :points', Key: { ...keys.activeLot(memberId, expiryDay) } };
  if (dueAt === undefined) {
    const ExpressionAttributeValues = { ':points': points };
    return { Update: { ...condition, UpdateExpression: 'REMOVE duePK, dueSK', ExpressionAttributeValues } };
  }
  const { dueSK } = dueAttributes(dueAt, EXPIRY_RULE, memberId, dueShardCount);
  const ExpressionAttributeValues = { ':points': points, ':dueSK': dueSK };
  return { Update: { ...condition, UpdateExpression: 'SET dueSK = :dueSK', ExpressionAttributeValues } };
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
