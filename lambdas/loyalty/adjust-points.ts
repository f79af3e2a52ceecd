import { type ApiKey, opensScope } from '../kernel/api-key.ts';
import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { type Adjustment, type AdjustmentSettings, type InsufficientPoints, planAdjustment } from './adjustment.ts';
import { findHolder } from './find-holder.ts';
import { gatherLots } from './gather-lots.ts';
import type { LedgerStore } from './ledger-store.ts';

const ATTEMPTS_MAX = 10;
const ROUTE = 'adjustments';

export type AdjustRefusal =
  | InsufficientPoints
  | { readonly code: 'MEMBER_UNKNOWN'; readonly given: string }
  | { readonly code: 'ADJUSTMENT_ABOVE_LIMIT'; readonly expected: string; readonly given: string }
  | { readonly code: 'IDEMPOTENCY_KEY_REUSED' };

export interface AdjustRequest extends Adjustment {
  readonly requestHash: string;
  readonly apiKey: ApiKey;
}

/**
 * Adjusts a member's points, with a limit by the key's scope and an audit record in the same transaction. The same request
 * again is answered as it was.
 */
export const createAdjustPoints =
  (ledger: LedgerStore, settings: AdjustmentSettings, clock: Clock) =>
  async (request: AdjustRequest): Promise<Result<unknown, AdjustRefusal>> => {
    const { memberId, points, requestKey, requestHash, apiKey } = request;
    const most = opensScope(apiKey.scopes, 'admin') ? settings.adjustments.adminMax : settings.adjustments.writeMax;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const kept = await ledger.keptAnswer(ROUTE, requestKey);
      if (kept !== undefined) {
        return kept.requestHash === requestHash ? ok(kept.answer) : refuse({ code: 'IDEMPOTENCY_KEY_REUSED' });
      }
      if (Math.abs(points) > most) {
        return refuse({ code: 'ADJUSTMENT_ABOVE_LIMIT', expected: `at most ${most} points`, given: `${points}` });
      }
      if (!(await ledger.isKnown(memberId))) return refuse({ code: 'MEMBER_UNKNOWN', given: memberId });
      const holder = await findHolder(ledger, memberId);
      const { holderId, account } = holder;
      const now = clock();
      const today = dayOf(now.getTime(), settings.timeZone);
      const activeLots = points < 0 ? await gatherLots(ledger, holder, -points, today) : [];
      const adjustment = { ...request, memberId: holderId };
      const planned = planAdjustment(adjustment, account.balance, activeLots, settings, now);
      if (!planned.ok) return planned;
      const { entry, lots } = planned.value;
      const { entryId, reason, recordedAt } = entry;
      const answer = { memberId: holderId, entryId, points, reason, recordedAt };
      const committed = await ledger.commit({
        entries: [entry],
        lots,
        gainer: account,
        request: { route: ROUTE, key: requestKey, requestHash, answer },
        audit: {
          keyId: apiKey.keyId,
          action: 'points.adjust',
          memberId: holderId,
          details: { points, reason, entryId },
        },
      });
      if (committed === 'COMMITTED') return ok(answer);
      // Its answer is forgotten, its effect is not: a key is good for one adjustment.
      if (committed === 'RECORDED_BEFORE' && (await ledger.keptAnswer(ROUTE, requestKey)) === undefined) {
        return refuse({ code: 'IDEMPOTENCY_KEY_REUSED' });
      }
    }
    throw new BusyError(`the account of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };
