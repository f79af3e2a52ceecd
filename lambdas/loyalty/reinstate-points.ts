import { type ApiKey, opensScope } from '../kernel/api-key.ts';
import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { AdjustmentSettings } from './adjustment.ts';
import { reinstateEntryId } from './entry-id.ts';
import { findEntry, findHolder } from './find-holder.ts';
import type { LedgerStore } from './ledger-store.ts';
import { reinstatePoints } from './reinstatement.ts';

const ATTEMPTS_MAX = 10;
const ROUTE = 'reinstatements';

export interface ReinstateRequest {
  readonly memberId: string;
  /** The entry by which the points expired. */
  readonly entryId: string;
  readonly days: number;
  readonly reason: string;
  readonly requestKey: string;
  readonly requestHash: string;
  readonly apiKey: ApiKey;
}

export type ReinstateRefusal =
  | { readonly code: 'MEMBER_UNKNOWN' | 'EXPIRY_UNKNOWN'; readonly given: string }
  | { readonly code: 'ALREADY_REINSTATED' }
  | { readonly code: 'ADJUSTMENT_ABOVE_LIMIT'; readonly expected: string; readonly given: string }
  | { readonly code: 'IDEMPOTENCY_KEY_REUSED' };

/**
 * Gives back points that expired, once, within the limit of adjustments for the key's scope, with an audit record in the
 * same transaction. The same request again is answered as it was.
 */
export const createReinstatePoints =
  (ledger: LedgerStore, settings: Pick<AdjustmentSettings, 'timeZone' | 'adjustments'>, clock: Clock) =>
  async (request: ReinstateRequest): Promise<Result<unknown, ReinstateRefusal>> => {
    const { memberId, entryId, days, reason, requestKey, requestHash, apiKey } = request;
    const { writeMax, adminMax } = settings.adjustments;
    const most = opensScope(apiKey.scopes, 'admin') ? adminMax : writeMax;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const kept = await ledger.keptAnswer(ROUTE, requestKey);
      if (kept !== undefined) {
        return kept.requestHash === requestHash ? ok(kept.answer) : refuse({ code: 'IDEMPOTENCY_KEY_REUSED' });
      }
      if (!(await ledger.isKnown(memberId))) return refuse({ code: 'MEMBER_UNKNOWN', given: memberId });
      const { holderId, account, ids } = await findHolder(ledger, memberId);
      const [expired, before] = await Promise.all([
        findEntry(ledger, ids, entryId),
        findEntry(ledger, ids, reinstateEntryId(entryId)),
      ]);
      if (expired?.kind !== 'EXPIRE') return refuse({ code: 'EXPIRY_UNKNOWN', given: entryId });
      if (before !== undefined) return refuse({ code: 'ALREADY_REINSTATED' });
      const points = expired.deltas.expired ?? 0;
      if (points > most) {
        return refuse({ code: 'ADJUSTMENT_ABOVE_LIMIT', expected: `at most ${most} points`, given: `${points}` });
      }
      const change = reinstatePoints(
        { memberId: holderId, expired, days, reason },
        account,
        settings.timeZone,
        clock(),
      );
      const [entry] = change.entries;
      const expiryDay = entry?.allocation?.[0]?.expiryDay;
      const answer = { memberId: holderId, entryId: entry?.entryId, points, expiryDay, reason };
      const audit = {
        keyId: apiKey.keyId,
        action: 'points.reinstate',
        memberId: holderId,
        details: { points, reason, entryId },
      };
      const answered = { route: ROUTE, key: requestKey, requestHash, answer };
      if ((await ledger.commit({ ...change, request: answered, audit })) === 'COMMITTED') return ok(answer);
    }
    throw new BusyError(`the account of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };
