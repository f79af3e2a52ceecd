import type { Account } from './balance.ts';
import { nextExpiryStep } from './expiry.ts';
import type { KeptLot, LedgerChange } from './ledger-change.ts';
import { calculateExpiryDay, calculateInactiveDay, type ExpiryPolicy, type PendingLot, policyName } from './lot.ts';

/** Points of before a change of policy, by the name of the policy that they were earned under. */
export type DatedLot =
  | { readonly kind: 'active'; readonly lot: KeptLot }
  | { readonly kind: 'pending'; readonly lot: PendingLot };

export interface PolicySettings {
  readonly timeZone: string;
  readonly expiry: ExpiryPolicy;
}

/** Whether a lot is still dated by another policy than the one that holds now. */
export const isOfOldPolicy = ({ policy }: { readonly policy?: string | undefined }, expiry: ExpiryPolicy): boolean =>
  policy !== policyName(expiry);

/**
 * Dates a lot by the policy that holds now, as if it were earned now: nobody's points expire before one whole period of
 * the new policy has passed.
 */
export function applyPolicy(
  { kind, lot }: DatedLot,
  account: Account,
  { timeZone, expiry }: PolicySettings,
  now: Date,
): LedgerChange {
  const { memberId, points } = lot;
  const expiryDay = calculateExpiryDay(now.getTime(), expiry, timeZone);
  const policy = policyName(expiry);
  if (kind === 'pending') return { entries: [], lots: [{ kind: 'DATE_PENDING', lot, expiryDay, policy }] };
  const inactiveDay = calculateInactiveDay(now.getTime(), expiry, timeZone);
  const step = nextExpiryStep(inactiveDay ?? expiryDay, now, timeZone);
  const dueAt = [account.dueAt, step?.at].filter((at) => at !== undefined).sort()[0];
  const isSameDay = expiryDay === lot.expiryDay;
  return {
    entries: [],
    lots: isSameDay
      ? [{ kind: 'DATE_ACTIVE', lot, policy }]
      : [
          { kind: 'TAKE_ACTIVE', lot, points },
          { kind: 'ADD_ACTIVE', lot: { memberId, expiryDay, points, policy } },
        ],
    gainer: account,
    review: { memberId, account, dueAt, ...(inactiveDay === undefined ? {} : { inactiveDay }) },
  };
}
