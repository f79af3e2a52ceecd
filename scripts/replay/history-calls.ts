import { addDays, dayOf, startOfDay } from '../../lambdas/kernel/calendar.ts';
import { formatAmount } from '../../lambdas/kernel/money.ts';
import { createRandom } from '../../local/shop/random.ts';
import type { ReplayDay } from './drive-days.ts';
import type { HistoryOrder, HistoryReturn, OrderHistory } from './history.ts';

/** A call of the tracking format, and when it happened (ISO-8601 in UTC). */
export interface TimedCall {
  readonly at: string;
  readonly call: { readonly messageId: string } & Readonly<Record<string, unknown>>;
}

/** A history as the calls that its shop would have made, in the order of their times; orders go before returns. */
export function listCalls({ orders, returns, currency }: OrderHistory): readonly TimedCall[] {
  const calls = [...orders.map((order) => orderCall(order, currency)), ...returns.map(returnCall)];
  // Stable: what happened at one instant stays as it is.
  return calls.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function orderCall({ orderId, memberId, at, lines }: HistoryOrder, currency: string): TimedCall {
  const products = lines.map(({ productId, quantity, priceMinor }) => ({
    product_id: productId,
    quantity,
    price: formatAmount(priceMinor, currency),
  }));
  return {
    at,
    call: {
      type: 'track',
      event: 'Order Completed',
      messageId: `order-${orderId}`,
      userId: memberId,
      timestamp: at,
      properties: { order_id: orderId, currency, products },
    },
  };
}

function returnCall({ orderId, returnId, memberId, at, lines }: HistoryReturn): TimedCall {
  const products = lines.map(({ productId, quantity }) => ({ product_id: productId, quantity }));
  return {
    at,
    call: {
      type: 'track',
      event: 'Order Returned',
      messageId: `return-${returnId}-${orderId}`,
      userId: memberId,
      timestamp: at,
      properties: { order_id: orderId, return_id: returnId, products },
    },
  };
}

/** How calls are disturbed before they are sent; the same seed disturbs alike. */
export interface Disturbance {
  /** Every call comes twice. */
  readonly isTwice: boolean;
  /** Shuffled within each day, or over the whole history, which then comes on its last day. */
  readonly shuffle: 'day' | 'file' | undefined;
  readonly seed: number;
}

/** Calls by the programme's day on which they are sent. */
export function listDays(
  calls: readonly TimedCall[],
  timeZone: string,
  disturbance: Disturbance,
): readonly ReplayDay[] {
  const { isTwice, shuffle: within, seed } = disturbance;
  const last = calls.at(-1);
  const dayAt = ({ at }: TimedCall) => dayOf(Date.parse(within === 'file' ? (last?.at ?? at) : at), timeZone);
  const random = createRandom(seed);
  return [...Map.groupBy(calls, dayAt)].map(([day, ofDay]) => {
    const told = (isTwice ? [...ofDay, ...ofDay] : ofDay).map(({ call }) => call);
    return {
      endMs: startOfDay(addDays(day, 1), timeZone),
      calls: within === undefined ? told : shuffle(told, random),
    };
  });
}

/** Fisher and Yates. */
function shuffle<T>(values: readonly T[], random: () => number): readonly T[] {
  const shuffled = [...values];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const chosen = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[chosen]] = [shuffled[chosen] as T, shuffled[last] as T];
  }
  return shuffled;
}
