import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import {
  type ActionRule,
  type ActionSettings,
  earnByAction,
  earnNothing,
  type MemberAction,
} from './action-earning.ts';
import { actionEntryId } from './entry-id.ts';
import { findEntry, findHolder } from './find-holder.ts';
import type { LedgerStore } from './ledger-store.ts';
import { moveTier, type TierRules } from './tier-move.ts';

const ATTEMPTS_MAX = 10;

export interface ActionRefusal {
  readonly code: 'PAYLOAD_MISMATCH';
  readonly expected: string;
  readonly given: string;
}

/** Credits what a member did beside buying, once an occasion, within the rule's cap. What earns nothing is booked with the reason. */
export const createEarnAction =
  (ledger: LedgerStore, settings: ActionSettings & TierRules, clock: Clock) =>
  async (action: MemberAction, rule: ActionRule): Promise<Result<{ readonly points: number }, ActionRefusal>> => {
    let isCapped = false;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const { holderId, account, ids } = await findHolder(ledger, action.memberId);
      const entryId = actionEntryId(action.action, action.occasion);
      const before = await findEntry(ledger, ids, entryId);
      if (before !== undefined) {
        if (before.causeHash === action.causeHash) return ok({ points: before.deltas.lifetimeEarned ?? 0 });
        return refuse({ code: 'PAYLOAD_MISMATCH', expected: before.causeHash ?? '', given: action.causeHash });
      }
      const given = { ...action, memberId: holderId };
      const reason = action.isBackfill ? 'BACKFILL' : isCapped ? 'CAP_REACHED' : undefined;
      const now = clock();
      const change =
        reason === undefined ? earnByAction(given, rule, account, settings, now) : earnNothing(given, reason, now);
      const subject = { memberId: holderId, account, decision: 'RAISE' } as const;
      const answer = await ledger.commit(moveTier(change, subject, settings, now));
      if (answer === 'COMMITTED') return ok({ points: reason === undefined ? rule.points : 0 });
      if (answer === 'CAP_REACHED') isCapped = true;
    }
    throw new BusyError(`action ${action.action} of member ${action.memberId} met changes ${ATTEMPTS_MAX} times`);
  };

export type EarnAction = ReturnType<typeof createEarnAction>;
