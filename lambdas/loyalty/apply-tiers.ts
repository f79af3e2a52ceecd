import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { LedgerStore } from './ledger-store.ts';
import { type RecalculationSettings, recalculateTier, type TierPlace } from './tier-recalculation.ts';

const ATTEMPTS_MAX = 20;

export interface ApplyTiersPorts {
  readonly ledger: Pick<LedgerStore, 'account' | 'commit'>;
  /** All entries of a member. */
  readonly entriesOf: (memberId: string) => Promise<readonly LedgerEntry[]>;
  readonly clock: Clock;
}

/** Places one member by the tiers that hold now; a dry run only says where that would be. */
export const createApplyTiers =
  ({ ledger, entriesOf, clock }: ApplyTiersPorts, settings: RecalculationSettings & { readonly isDryRun: boolean }) =>
  async (memberId: string): Promise<TierPlace> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      // Read before the entries: what is booked in between changes the account, and the write fails.
      const account = await ledger.account(memberId);
      const { place, change } = recalculateTier(memberId, account, await entriesOf(memberId), settings, clock());
      if (change === undefined || settings.isDryRun) return place;
      if ((await ledger.commit(change)) === 'COMMITTED') return place;
    }
    throw new BusyError(`the account of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };
