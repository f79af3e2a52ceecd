import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { MOVED_LOTS_MAX, planMergeStep } from './account-merge.ts';
import { applyDeltas, type Balance, EMPTY_BALANCE } from './balance.ts';
import type { LedgerStore } from './ledger-store.ts';

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
  readonly lots: number;
}

export type MergeRefusal = { readonly code: 'SAME_MEMBER' | 'MERGED_AWAY' | 'IDEMPOTENCY_KEY_REUSED' };

/**
 * Moves all points of a member to another, step by step, each a pair of entries; the last one closes the account and
 * forwards it. Stopped halfway it goes on when it is asked again.
 */
export const createMergeAccounts =
  (ledger: LedgerStore, clock: Clock) =>
  async (merge: AccountMerge): Promise<Result<MergedAccounts, MergeRefusal>> => {
    const { fromId, toId, isDryRun, requestKey, requestHash } = merge;
    if (fromId === toId) return refuse({ code: 'SAME_MEMBER' });
    const kept = await ledger.keptAnswer(ROUTE, requestKey);
    if (kept !== undefined) {
      const isSame = kept.requestHash === requestHash;
      return isSame ? ok(kept.answer as MergedAccounts) : refuse({ code: 'IDEMPOTENCY_KEY_REUSED' });
    }
    let total: Balance = EMPTY_BALANCE;
    let lots = 0;
    for (let step = 0, tries = 0; tries < STEPS_MAX; tries += 1) {
      const [from, to] = await Promise.all([ledger.account(fromId), ledger.account(toId)]);
      if (from.forwardTo === toId) return ok({ points: total, lots });
      if (from.forwardTo !== undefined || to.forwardTo !== undefined) return refuse({ code: 'MERGED_AWAY' });
      if (isDryRun) return ok({ points: from.balance, lots: await countLots(ledger, fromId) });
      const pendingLots = await ledger.pendingLots(fromId, MOVED_LOTS_MAX);
      const room = MOVED_LOTS_MAX - pendingLots.length;
      const activeLots = (await ledger.activeLots(fromId)).slice(0, room);
      const isLast = pendingLots.length + activeLots.length < MOVED_LOTS_MAX;
      const planned = planMergeStep(
        { fromId, toId, requestKey, step, account: from, pendingLots, activeLots, isLast },
        clock(),
      );
      const moved = applyDeltas(total, planned.entries[1]?.deltas ?? {});
      const answer: MergedAccounts = { points: moved, lots: lots + pendingLots.length + activeLots.length };
      const audit = { keyId: merge.keyId, action: 'members.merge', memberId: toId, details: { from: fromId, step } };
      const request = isLast ? { request: { route: ROUTE, key: requestKey, requestHash, answer } } : {};
      const committed = await ledger.commit({ ...planned, audit, ...request });
      if (committed === 'CHANGED_MEANWHILE') continue;
      step += 1;
      if (committed !== 'COMMITTED') continue;
      total = answer.points;
      lots = answer.lots;
    }
    throw new BusyError(`the merge of member ${fromId} met changes in ${STEPS_MAX} tries`);
  };

export type MergeAccounts = ReturnType<typeof createMergeAccounts>;

async function countLots(ledger: LedgerStore, memberId: string): Promise<number> {
  const [pending, active] = await Promise.all([
    ledger.pendingLots(memberId, MOVED_LOTS_MAX),
    ledger.activeLots(memberId),
  ]);
  return pending.length + active.length;
}
