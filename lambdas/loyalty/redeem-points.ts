import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { formatAmount } from '../kernel/money.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { redemptionIdOf, spendEntryId } from './entry-id.ts';
import { findEntry, findHolder } from './find-holder.ts';
import { gatherUsableLots } from './gather-lots.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { LedgerStore } from './ledger-store.ts';
import { type InsufficientPoints, quoteOrder, type RedemptionSettings, spendPoints } from './redemption.ts';

/** More than ever redeem one balance at once; each time one of them goes through. */
const ATTEMPTS_MAX = 40;
const MS_PER_MINUTE = 60_000;

export interface RedeemSettings {
  readonly currency: string;
  readonly timeZone: string;
  readonly redemption?: RedemptionSettings | undefined;
}

/** Points that are to pay a part of an order that is about to be paid. */
export interface OrderRedemption {
  readonly memberId: string;
  readonly orderId: string;
  /** What is to be paid for the goods, in minor units. */
  readonly orderTotal: number;
  readonly points: number;
  readonly requestKey: string;
  readonly requestHash: string;
}

export type RedeemRefusal =
  | InsufficientPoints
  | { readonly code: 'MEMBER_UNKNOWN'; readonly given: string }
  | { readonly code: 'POINTS_NOT_ACCEPTED'; readonly expected: string; readonly given: string }
  | { readonly code: 'IDEMPOTENCY_KEY_REUSED' };

export interface RedemptionAnswer {
  readonly memberId: string;
  readonly redemptionId: string;
  readonly orderId: string;
  readonly points: number;
  /** In the currency's units. */
  readonly value: string;
  readonly expiresAt: string;
  readonly allocation: LedgerEntry['allocation'];
}

type RedeemStore = Pick<LedgerStore, 'isKnown' | 'account' | 'entry' | 'activeLots' | 'commit'>;

/**
 * Takes points for an order and holds them while it is being paid. The entry is named after the request's key, so the
 * same request again finds it, and is answered alike.
 */
export const createRedeemPoints =
  (ledger: RedeemStore, { currency, timeZone, redemption }: RedeemSettings, clock: Clock) =>
  async (request: OrderRedemption): Promise<Result<RedemptionAnswer, RedeemRefusal>> => {
    const { memberId, orderId, orderTotal, points, requestKey, requestHash } = request;
    const entryId = spendEntryId(requestKey);
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const holder = await findHolder(ledger, memberId);
      const before = await findEntry(ledger, holder.ids, entryId);
      if (before !== undefined) {
        if (before.causeHash !== requestHash) return refuse({ code: 'IDEMPOTENCY_KEY_REUSED' });
        return ok(answerOf(before, currency));
      }
      if (redemption === undefined) return notAccepted('a programme in which points pay for orders', points);
      if (!(await ledger.isKnown(memberId))) return refuse({ code: 'MEMBER_UNKNOWN', given: memberId });
      const now = clock();
      const today = dayOf(now.getTime(), timeZone);
      const lots = await gatherUsableLots(ledger, holder, points, today);
      const usable = lots.reduce((sum, lot) => sum + lot.points, 0);
      const { pointsMax } = quoteOrder(orderTotal, Number.MAX_SAFE_INTEGER, redemption);
      if (points < redemption.pointsMin) return notAccepted(`at least ${redemption.pointsMin} points`, points);
      if (points > pointsMax) return notAccepted(`at most ${pointsMax} points for this order`, points);
      const heldUntil = new Date(now.getTime() + redemption.holdMinutes * MS_PER_MINUTE).toISOString();
      const value = points * redemption.minorUnitsPerPoint;
      const spent = spendPoints(
        {
          memberId: holder.holderId,
          entryId,
          points,
          orderId,
          redemption: { kind: 'order', value, heldUntil },
          requestHash,
        },
        lots,
        now,
      );
      if (!spent.ok) {
        return refuse({ code: 'INSUFFICIENT_POINTS', expected: `at most ${usable}`, given: `${points}` });
      }
      if ((await ledger.commit(spent.value)) === 'COMMITTED') {
        return ok(answerOf(spent.value.entries[0] as LedgerEntry, currency));
      }
    }
    throw new BusyError(`the account of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };

export type RedeemPoints = ReturnType<typeof createRedeemPoints>;

/** The programme does not take these points. */
export const notAccepted = (expected: string, points: number) =>
  refuse({ code: 'POINTS_NOT_ACCEPTED' as const, expected, given: `${points}` });

/** The answer to a request follows from its entry: it is the same whenever it is asked for. */
function answerOf(entry: LedgerEntry, currency: string): RedemptionAnswer {
  const { memberId, orderId = '', deltas, allocation, redemption } = entry;
  const held = redemption?.kind === 'order' ? redemption : undefined;
  return {
    memberId,
    redemptionId: redemptionIdOf(entry.entryId),
    orderId,
    points: deltas.spent ?? 0,
    value: formatAmount(held?.value ?? 0, currency),
    expiresAt: held?.heldUntil ?? '',
    allocation,
  };
}
