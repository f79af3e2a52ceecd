import * as z from 'zod/mini';
import { dueAttributes } from '../kernel/due.ts';
import { keys } from '../kernel/table/keys.ts';
import type { Write } from '../kernel/table/transaction.ts';
import { type Account, applyDeltas, applySums, EMPTY_ACCOUNT, EMPTY_BALANCE, EMPTY_SUMS } from './balance.ts';
import type { LedgerChange } from './ledger-change.ts';
import { BUCKETS, type Bucket, type LedgerEntry, SUMS, type Sum } from './ledger-entry.ts';
import { packQualifying, unpackQualifying } from './qualifying-item.ts';

/** Buckets that can not be taken from beyond what is in them. */
const BOUNDED = ['pending', 'active'] as const;

/** A bucket that nothing was ever booked in is not there. */
const count = z._default(z.int(), 0);
const countsOf = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, count])) as Record<Name, typeof count>;

const heldTier = {
  tier: z.string(),
  since: z.string(),
  termFrom: z.string(),
  endsOn: z.string(),
  announcedOn: z.optional(z.string()),
  graceUntil: z.optional(z.string()),
};

/** A member's points as they are kept. */
export const accountItem = z.object({
  ...countsOf<Bucket>(BUCKETS),
  ...countsOf<Sum>(SUMS),
  version: count,
  forwardTo: z.optional(z.string()),
  dueSK: z.optional(z.string()),
  inactiveDay: z.optional(z.string()),
  qualifying: z.optional(z.string()),
  standing: z.optional(z.object({ ...heldTier, before: z.optional(z.object(heldTier)) })),
  trials: z.optional(
    z.array(
      z.object({
        tier: z.string(),
        group: z.enum(['above', 'beyond', 'below']),
        day: z.string(),
        isMeasured: z.optional(z.boolean()),
      }),
    ),
  ),
});

export function accountOf(item: z.infer<typeof accountItem> | undefined): Account {
  if (item === undefined) return EMPTY_ACCOUNT;
  const pick = <Name extends Bucket | Sum>(names: readonly Name[]) =>
    Object.fromEntries(names.map((name) => [name, item[name]])) as Record<Name, number>;
  const { version, forwardTo, dueSK, inactiveDay, qualifying, standing, trials } = item;
  return {
    balance: pick(BUCKETS),
    sums: pick(SUMS),
    version,
    forwardTo,
    dueAt: dueSK?.split('#')[0],
    inactiveDay,
    ...(qualifying === undefined ? {} : { qualifying: unpackQualifying(qualifying) }),
    standing,
    trials,
  };
}

/** The rule that looks at accounts in which something has come due. */
export const ACCOUNT_RULE = 'account';

export interface BalanceLimits {
  /** What the member may owe at most; undefined where nothing is borrowed. */
  readonly debtMax: number | undefined;
  /** Closes the account, if it is as it was read. */
  readonly closing: LedgerChange['closing'];
  /** An instant (ISO-8601 in UTC) by which the account is to be looked at, and when it was to be when it was read. */
  readonly watch: { readonly at: string; readonly known: string | undefined } | undefined;
  readonly review: LedgerChange['review'];
  readonly tiering: LedgerChange['tiering'];
  /** Of a member who just did something: the day that inactivity leads to now, and when it is first told of. */
  readonly inactivity: { readonly day: string; readonly at: string } | undefined;
  readonly dueShardCount: number;
  readonly now: Date;
}

/**
 * The write that carries a member's entries over to the balance. Adding is safe only together with {@link entryWrite}
 * in one transaction. It fails if a bucket would fall below zero, a debt would grow beyond its limit or a repayment
 * beyond the debt, and on an account that was merged into another.
 */
export function balanceWrite(memberId: string, entries: readonly LedgerEntry[], limits: BalanceLimits): Write {
  const deltas = entries.reduce((sum, entry) => applyDeltas(sum, entry.deltas), EMPTY_BALANCE);
  const sums = entries.reduce((sum, entry) => applySums(sum, entry.sums ?? {}), EMPTY_SUMS);
  const changed = Object.entries({ ...deltas, ...sums }).filter(([, change]) => change !== 0);
  const inactiveDay = limits.inactivity?.day ?? limits.review?.inactiveDay;
  const { closing, review, tiering } = limits;
  const asRead = (closing ?? review ?? tiering)?.account;
  const parts = [
    bucketConditions(deltas, limits.debtMax),
    due(memberId, limits),
    ...(asRead === undefined ? [] : [unchangedSince(asRead)]),
    ...(inactiveDay === undefined ? [] : [inactivityOf(inactiveDay)]),
    ...(closing === undefined ? [] : [closingOf(closing)]),
    ...(tiering === undefined ? [] : [tieringOf(tiering)]),
  ];
  const set = ['entityType = :entityType', 'memberId = :memberId', 'updatedAt = :updatedAt'];
  const add = [...changed.map(([name]) => `${name} :${name}`), 'version :one'];
  const remove = parts.flatMap((part) => part.remove ?? []);
  return {
    Update: {
      Key: { ...keys.points(memberId) },
      UpdateExpression: [
        `SET ${[...set, ...parts.flatMap((part) => part.set ?? [])].join(', ')}`,
        `ADD ${add.join(', ')}`,
        ...(remove.length > 0 ? [`REMOVE ${remove.join(', ')}`] : []),
      ].join(' '),
      ConditionExpression: ['attribute_not_exists(forwardTo)', ...parts.flatMap((part) => part.conditions)].join(
        ' AND ',
      ),
      ExpressionAttributeValues: {
        ':entityType': 'Points',
        ':memberId': memberId,
        ':updatedAt': entries.at(-1)?.recordedAt ?? limits.now.toISOString(),
        ':one': 1,
        ...Object.assign({}, ...parts.map((part) => part.values)),
        ...Object.fromEntries(changed.map(([name, change]) => [`:${name}`, change])),
      },
    },
  };
}

/** A part of the write of a balance. */
interface Part {
  readonly set?: readonly string[];
  readonly remove?: readonly string[];
  readonly conditions: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

function bucketConditions(deltas: Account['balance'], debtMax = 0): Part {
  const taken = BOUNDED.filter((bucket) => deltas[bucket] < 0);
  const conditions = taken.map((bucket) => `${bucket} >= :${bucket}Needed`);
  const values: Record<string, unknown> = Object.fromEntries(
    taken.map((bucket) => [`:${bucket}Needed`, -deltas[bucket]]),
  );
  if (deltas.negative > 0) {
    conditions.push('negative <= :repaid');
    values[':repaid'] = -deltas.negative;
  } else if (deltas.negative < 0) {
    const isFirstDebt = -deltas.negative <= debtMax ? 'attribute_not_exists(negative) OR ' : '';
    conditions.push(`(${isFirstDebt}negative >= :leastBefore)`);
    values[':leastBefore'] = -debtMax - deltas.negative;
  }
  return { conditions, values };
}

/** Keeps the account on the due index at the earliest instant that anything in it asks for. */
function due(memberId: string, { watch, review, closing, inactivity, dueShardCount }: BalanceLimits): Part {
  const attributesAt = (at: string) => {
    const { duePK, dueSK } = dueAttributes(at, ACCOUNT_RULE, memberId, dueShardCount);
    return { ':duePK': duePK, ':dueSK': dueSK };
  };
  const set = ['duePK = :duePK', 'dueSK = :dueSK'];
  if (closing !== undefined) return { remove: ['duePK', 'dueSK'], conditions: [], values: {} };
  if (review !== undefined) {
    if (review.dueAt === undefined) return { remove: ['duePK', 'dueSK'], conditions: [], values: {} };
    return { set, conditions: [], values: attributesAt(review.dueAt) };
  }
  if (watch === undefined) {
    if (inactivity === undefined) return { conditions: [], values: {} };
    // Inactivity of two months or more only moves away: an account that is watched already is looked at soon enough.
    const ifNone = ['duePK = if_not_exists(duePK, :duePK)', 'dueSK = if_not_exists(dueSK, :dueSK)'];
    return { set: ifNone, conditions: [], values: attributesAt(inactivity.at) };
  }
  // Whoever moves it meanwhile makes this write fail: no instant is forgotten.
  if (watch.known !== undefined && watch.known <= watch.at) {
    return { conditions: ['dueSK <= :dueSK'], values: { ':dueSK': attributesAt(watch.at)[':dueSK'] } };
  }
  return { set, conditions: ['(attribute_not_exists(dueSK) OR dueSK > :dueSK)'], values: attributesAt(watch.at) };
}

const inactivityOf = (day: string): Part => ({
  set: ['inactiveDay = :inactiveDay'],
  conditions: [],
  values: { ':inactiveDay': day },
});

function unchangedSince({ version }: Account): Part {
  const condition = version === 0 ? '(attribute_not_exists(version) OR version = :version)' : 'version = :version';
  return { conditions: [condition], values: { ':version': version } };
}

const closingOf = ({ forwardTo }: NonNullable<LedgerChange['closing']>): Part => ({
  set: ['forwardTo = :forwardTo'],
  conditions: [],
  values: { ':forwardTo': forwardTo },
});

function tieringOf({ qualifying, standing, trials = [] }: NonNullable<LedgerChange['tiering']>): Part {
  const kept = { standing, trials: trials.length > 0 ? trials : undefined };
  const present = Object.entries(kept).filter(([, value]) => value !== undefined);
  const absent = Object.entries(kept).filter(([, value]) => value === undefined);
  return {
    set: ['qualifying = :qualifying', ...present.map(([name]) => `${name} = :${name}`)],
    remove: absent.map(([name]) => name),
    conditions: [],
    values: {
      ':qualifying': packQualifying(qualifying),
      ...Object.fromEntries(present.map(([name, value]) => [`:${name}`, value])),
    },
  };
}
