import { allocate, proRata } from '../kernel/allocation.ts';
import { formatAmount } from '../kernel/money.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { ONE_TIMES } from './earning-rule.ts';
import { earnEntryId, releaseEntryId } from './entry-id.ts';
import type { EntryListStore } from './entry-list-store.ts';
import { findHolder } from './find-holder.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { Order, OrderClaim, OrderLine, Returns } from './order.ts';
import type { EarningSettings } from './order-earning.ts';
import type { OrderStore } from './order-store.ts';

export interface OrderLedgerPorts {
  readonly orders: Pick<OrderStore, 'head' | 'order'>;
  readonly ledger: Pick<LedgerStore, 'entry' | 'account'>;
  readonly list: Pick<EntryListStore, 'reversals'>;
}

/** What an order earned and what its returns took back, with the arithmetic of each line. */
export const createShowOrderLedger =
  ({ orders, ledger, list }: OrderLedgerPorts, { currency }: Pick<EarningSettings, 'currency'>) =>
  async (orderId: string): Promise<Result<unknown, { readonly code: 'ORDER_UNKNOWN' }>> => {
    const { claim, returns } = await orders.head(orderId);
    const order = claim === undefined ? undefined : await orders.order(claim.memberId, orderId);
    if (claim === undefined || order === undefined) return refuse({ code: 'ORDER_UNKNOWN' });
    const { holderId, ids } = await findHolder(ledger, order.memberId);
    const found = await Promise.all(
      ids.flatMap((memberId) => [
        ledger.entry(memberId, earnEntryId(orderId)).then((entry) => [entry]),
        ledger.entry(memberId, releaseEntryId(orderId)).then((entry) => [entry]),
        list.reversals(memberId, orderId),
      ]),
    );
    return ok({
      orderId,
      memberId: holderId,
      currency,
      paidAt: order.paidAt,
      releaseAt: claim.releaseAt,
      expiryDay: order.expiryDay,
      paid: formatAmount(order.paid, currency),
      arithmetic: `floor(${describeBase(order, claim, currency)} × ${claim.pointsPerUnit}) = ${order.points}`,
      rules: claim.rules ?? [],
      earned: order.points,
      takenBack: returns.points,
      lines: order.lines.map((line, index) => describeLine(line, returns, index, currency)),
      unassigned: describeUnassigned(order, returns, currency),
      isReturnedWhole: returns.isWhole,
      entries: found.flat().flatMap((entry) => (entry === undefined ? [] : [withoutHash(entry)])),
    });
  };

/** What earns: what was paid, less what points paid; where rules count, by how many times the lines earn. */
function describeBase(
  { paid, lines }: Order,
  { multipliers, paidWithPoints = 0 }: OrderClaim,
  currency: string,
): string {
  if (multipliers === undefined) {
    const whole = formatAmount(paid, currency);
    return paidWithPoints === 0 ? whole : `(${whole} − ${formatAmount(paidWithPoints, currency)})`;
  }
  const byPoints = allocate(
    paidWithPoints,
    lines.map((line) => line.paid),
  );
  const sums = new Map<number, number>();
  lines.forEach((line, index) => {
    const times = multipliers[index] ?? ONE_TIMES;
    sums.set(times, (sums.get(times) ?? 0) + line.paid - (byPoints[index] ?? 0));
  });
  const parts = [...sums].map(([times, base]) => `${formatAmount(base, currency)} × ${times / ONE_TIMES}`);
  return `(${parts.join(' + ')})`;
}

function describeLine(line: OrderLine, { quantities, isWhole }: Returns, index: number, currency: string) {
  const { lineId, quantity, paid, points } = line;
  const returnedQuantity = isWhole ? quantity : (quantities[index] ?? 0);
  const returnedPoints = proRata(points, returnedQuantity, quantity);
  const arithmetic = `floor(${points} × ${returnedQuantity} ÷ ${quantity}) = ${returnedPoints}`;
  return { lineId, quantity, paid: formatAmount(paid, currency), points, returnedQuantity, returnedPoints, arithmetic };
}

function describeUnassigned({ points, paid }: Order, { unassigned, isWhole }: Returns, currency: string) {
  return { value: formatAmount(unassigned, currency), points: isWhole ? 0 : proRata(points, unassigned, paid) };
}

function withoutHash<T extends { readonly causeHash?: unknown }>({ causeHash: _, ...entry }: T): Omit<T, 'causeHash'> {
  return entry;
}
