import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { MOVED_LOTS_MAX, planMergeStep } from './account-merge.ts';
import { applyDeltas, type Balance, EMPTY_BALANCE } from './balance.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { TierRules } from './tier-move.ts';

const STEPS_MAX = 200;
const ROUTE = 'merges';

/** A merge of two members' points, told by whom and under which key. */
export interface AccountMerge {
  readonly fromId: string;
  readonly toId: string;
  readonly isDryRun: boolean;
  readonly requestKey: string;
  readonly requestHash: string;
  readonly keyId: string;
}

export interface MergedAccounts {
  /** What moved, or would, by bucket. */
  readonly points: Balance;
}

export type MergeRefusal = { readonly code: 'SAME_MEMBER' | 'MERGED_AWAY' | 'IDEMPOTENCY_KEY_REUSED' };

/**
 * Moves all points of a member to another, step by step, each a pair of entries; the last one closes the account and
 * forwards it. Stopped halfway it goes on when it is asked again.
 */
export const createMergeAccounts =
  (ledger: LedgerStore, rules: TierRules, clock: Clock) =>
  async (merge: AccountMerge): Promise<Result<MergedAccounts, MergeRefusal>> => {
    const { fromId, toId, isDryRun, requestKey, requestHash } = merge;
    if (fromId === toId) return refuse({ code: 'SAME_MEMBER' });
    let total: Balance = EMPTY_BALANCE;
    for (let step = 0, tries = 0; tries < STEPS_MAX; tries += 1) {
      const kept = await ledger.keptAnswer(ROUTE, requestKey);
      if (kept !== undefined) {
        const isSame = kept.requestHash === requestHash;
        return isSame ? ok(kept.answer as MergedAccounts) : refuse({ code: 'IDEMPOTENCY_KEY_REUSED' });
      }
      const [from, to] = await Promise.all([ledger.account(fromId), ledger.account(toId)]);
      if (from.forwardTo === toId) return ok({ points: total });
      if (from.forwardTo !== undefined || to.forwardTo !== undefined) return refuse({ code: 'MERGED_AWAY' });
      if (isDryRun) return ok({ points: from.balance });
      const pendingLots = await ledger.pendingLots(fromId, MOVED_LOTS_MAX);
      const activeLots = (await ledger.activeLots(fromId)).slice(0, MOVED_LOTS_MAX - pendingLots.length);
      const isLast = pendingLots.length + activeLots.length < MOVED_LOTS_MAX;
      const planned = planMergeStep(
        { fromId, toId, requestKey, step, account: from, gainer: to, pendingLots, activeLots, isLast },
        clock(),
        rules,
      );
      const [, given] = planned.entries;
      const answer: MergedAccounts = { points: applyDeltas(total, given?.deltas ?? {}) };
      const audit = { keyId: merge.keyId, action: 'members.merge', memberId: toId, details: { from: fromId, step } };
      const request = isLast ? { request: { route: ROUTE, key: requestKey, requestHash, answer } } : {};
      const committed = await ledger.commit({ ...planned, audit, ...request });
      if (committed === 'COMMITTED') total = answer.points;
      // A step of before, when the merge was stopped: what it moved belongs to the answer.
      if (committed === 'RECORDED_BEFORE') {
        const before = await ledger.entry(toId, given?.entryId ?? '');
        total = applyDeltas(total, before?.deltas ?? {});
      }
      if (committed === 'COMMITTED' || committed === 'RECORDED_BEFORE') step += 1;
    }
    throw new BusyError(`the merge of member ${fromId} met changes in ${STEPS_MAX} tries`);
  };

export type MergeAccounts = ReturnType<typeof createMergeAccounts>;
