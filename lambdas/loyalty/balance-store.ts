import * as z from 'zod/mini';
import { keys } from '../kernel/table/keys.ts';
import type { Write } from '../kernel/table/transaction.ts';
import { type Account, applyDeltas, applySums, EMPTY_BALANCE, EMPTY_SUMS } from './balance.ts';
import type { LedgerChange } from './ledger-change.ts';
import { BUCKETS, type Bucket, type LedgerEntry, SUMS, type Sum } from './ledger-entry.ts';

/** Buckets that can not be taken from beyond what is in them. */
const BOUNDED = ['pending', 'active'] as const;

/** A bucket that nothing was ever booked in is not there. */
const count = z._default(z.int(), 0);
const countsOf = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, count])) as Record<Name, typeof count>;

/** A member's points as they are kept. */
export const accountItem = z.object({
  ...countsOf<Bucket>(BUCKETS),
  ...countsOf<Sum>(SUMS),
  forwardTo: z.optional(z.string()),
});

export function accountOf(item: z.infer<typeof accountItem> | undefined): Account {
  if (item === undefined) return { balance: EMPTY_BALANCE, sums: EMPTY_SUMS };
  const pick = <Name extends Bucket | Sum>(names: readonly Name[]) =>
    Object.fromEntries(names.map((name) => [name, item[name]])) as Record<Name, number>;
  return { balance: pick(BUCKETS), sums: pick(SUMS), forwardTo: item.forwardTo };
}

export interface BalanceLimits {
  /** What the member may owe at most; undefined where nothing is borrowed. */
  readonly debtMax: number | undefined;
  /** Closes the account, if it is as it was read. */
  readonly closing: LedgerChange['closing'];
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
  const conditions = ['attribute_not_exists(forwardTo)'];
  const values: Record<string, unknown> = {
    ':entityType': 'Points',
    ':memberId': memberId,
    ':updatedAt': entries.at(-1)?.recordedAt,
  };
  for (const bucket of BOUNDED) {
    if (deltas[bucket] >= 0) continue;
    conditions.push(`${bucket} >= :${bucket}Needed`);
    values[`:${bucket}Needed`] = -deltas[bucket];
  }
  if (deltas.negative > 0) {
    conditions.push('negative <= :repaid');
    values[':repaid'] = -deltas.negative;
  } else if (deltas.negative < 0) {
    const isFirstDebt = -deltas.negative <= (limits.debtMax ?? 0) ? 'attribute_not_exists(negative) OR ' : '';
    conditions.push(`(${isFirstDebt}negative >= :leastBefore)`);
    values[':leastBefore'] = -(limits.debtMax ?? 0) - deltas.negative;
  }
  const { closing } = limits;
  const forward = closing === undefined ? '' : ', forwardTo = :forwardTo';
  if (closing !== undefined) {
    values[':forwardTo'] = closing.forwardTo;
    for (const [name, was] of Object.entries({ ...closing.account.balance, ...closing.account.sums })) {
      conditions.push(was === 0 ? `(attribute_not_exists(${name}) OR ${name} = :${name}Was)` : `${name} = :${name}Was`);
      values[`:${name}Was`] = was;
    }
  }
  const add = changed.length === 0 ? '' : ` ADD ${changed.map(([name]) => `${name} :${name}`).join(', ')}`;
  return {
    Update: {
      Key: { ...keys.points(memberId) },
      UpdateExpression: `SET entityType = :entityType, memberId = :memberId, updatedAt = :updatedAt${forward}${add}`,
      ConditionExpression: conditions.join(' AND '),
      ExpressionAttributeValues: {
        ...values,
        ...Object.fromEntries(changed.map(([name, change]) => [`:${name}`, change])),
      },
    },
  };
}
