import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { type AmountRefusal, formatAmount, parseAmount } from '../kernel/money.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { findHolder } from './find-holder.ts';
import type { LedgerStore } from './ledger-store.ts';
import { notAccepted, type RedeemRefusal, type RedeemSettings } from './redeem-points.ts';
import { quoteOrder, usablePoints } from './redemption.ts';

export interface QuoteAnswer {
  readonly usable: number;
  readonly pointsMin: number;
  readonly pointsMax: number;
  readonly valueMax: string;
  readonly pointValue: string;
}

type QuoteRefusal = AmountRefusal | Extract<RedeemRefusal, { code: 'MEMBER_UNKNOWN' | 'POINTS_NOT_ACCEPTED' }>;

/** What of an order a member could pay with points now. */
export const createShowRedemptionQuote =
  (
    ledger: Pick<LedgerStore, 'isKnown' | 'account' | 'activeLots'>,
    { currency, timeZone, redemption }: RedeemSettings,
    clock: Clock,
  ) =>
  async (memberId: string, orderTotal: string): Promise<Result<QuoteAnswer, QuoteRefusal>> => {
    const total = parseAmount(orderTotal, currency);
    if (!total.ok) return total;
    if (redemption === undefined) return notAccepted('a programme in which points pay for orders', 0);
    if (!(await ledger.isKnown(memberId))) return refuse({ code: 'MEMBER_UNKNOWN', given: memberId });
    const { holderId, account } = await findHolder(ledger, memberId);
    const today = dayOf(clock().getTime(), timeZone);
    const usable = usablePoints(account.balance, await ledger.activeLots(holderId), today, account.inactiveDay);
    const { pointsMax, valueMax } = quoteOrder(total.value, usable, redemption);
    const { pointsMin, minorUnitsPerPoint } = redemption;
    return ok({
      usable,
      pointsMin,
      pointsMax,
      valueMax: formatAmount(valueMax, currency),
      pointValue: formatAmount(minorUnitsPerPoint, currency),
    });
  };
