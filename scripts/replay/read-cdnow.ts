import { HistoryError, type HistoryOrder, type OrderHistory } from './history.ts';
import { instantOf } from './local-time.ts';

const TIME_ZONE = 'America/New_York';
/** The master file has a customer, a date, CDs and dollars; the sample a second number of the customer before the date. */
const LAYOUTS: Readonly<Record<number, { readonly date: number }>> = { 4: { date: 1 }, 5: { date: 2 } };

export const isCdnow = (cells: readonly string[]): boolean => LAYOUTS[cells.length] !== undefined;

/** CDNOW, either layout; a header is passed over. It has no times and no returns. */
export async function readCdnow(
  rows: AsyncIterable<readonly string[]>,
  limit = Number.POSITIVE_INFINITY,
): Promise<OrderHistory> {
  const orders: HistoryOrder[] = [];
  const ordersOfDay = new Map<string, number>();
  let [lines, number] = [0, 0];
  for await (const cells of rows) {
    number += 1;
    if (number === 1 && cells[0] === 'customer_id') continue;
    if (lines >= limit) break;
    lines += 1;
    orders.push(readOrder(cells, number, ordersOfDay));
  }
  return {
    currency: 'USD',
    timeZone: TIME_ZONE,
    programme: 'cd-shop',
    counts: { lines, anonymousLines: 0, dropped: {}, unmatchedReturnPieces: 0 },
    orders,
    returns: [],
  };
}

/** One line of one piece: what was paid for the CDs does not divide by their number. */
function readOrder(cells: readonly string[], number: number, ordersOfDay: Map<string, number>): HistoryOrder {
  const layout = LAYOUTS[cells.length];
  if (layout === undefined) throw new HistoryError(`row ${number}: expected 4 or 5 columns, given ${cells.length}`);
  const [memberId = '', date = '', dollars = ''] = [cells[0], cells[layout.date], cells[layout.date + 2]];
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
  if (year === undefined) throw wrong(number, 'a date such as 19970101', date);
  if (!/^\d+\.\d{2}$/.test(dollars)) throw wrong(number, 'dollars and cents such as 11.77', dollars);
  const key = `${memberId}-${date}`;
  const ordinal = (ordersOfDay.get(key) ?? 0) + 1;
  ordersOfDay.set(key, ordinal);
  // The file has no time: noon, and a minute later for each further order of the day.
  const minute = String(ordinal - 1).padStart(2, '0');
  return {
    orderId: `${key}-${ordinal}`,
    memberId,
    at: instantOf(`${year}-${month}-${day} 12:${minute}:00`, TIME_ZONE),
    lines: [{ productId: 'cds', quantity: 1, priceMinor: Math.round(Number(dollars) * 100) }],
  };
}

const wrong = (number: number, expected: string, given: string) =>
  new HistoryError(`row ${number}: expected ${expected}, given "${given}"`);
