import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { findHolder } from './find-holder.ts';
import type { LedgerStore } from './ledger-store.ts';
import { type TierView, type TierViewSettings, viewTier } from './tier-view.ts';

/** A member's tier, what it brings, what is missing to the next, and what becomes of it. */
export const createShowTier =
  (ledger: Pick<LedgerStore, 'isKnown' | 'account'>, settings: TierViewSettings, clock: Clock) =>
  async (memberId: string): Promise<Result<TierView, { readonly code: 'MEMBER_UNKNOWN'; readonly given: string }>> => {
    const [isKnown, { account }] = await Promise.all([ledger.isKnown(memberId), findHolder(ledger, memberId)]);
    return isKnown ? ok(viewTier(account, settings, clock())) : refuse({ code: 'MEMBER_UNKNOWN', given: memberId });
  };
