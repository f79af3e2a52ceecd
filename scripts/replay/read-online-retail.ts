import { HistoryError, type HistoryLine, type HistoryOrder, type OrderHistory } from './history.ts';
import { instantOf } from './local-time.ts';
import { matchReturns, type ReturnedRow } from './match-returns.ts';

const TIME_ZONE = 'Europe/London';
const COLUMNS = ['InvoiceNo', 'StockCode', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID'] as const;
/** Invoice numbers of what came back begin with it. */
const RETURN_MARK = 'C';

type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

export const isOnlineRetail = (header: readonly string[]): boolean => COLUMNS.every((name) => header.includes(name));

interface Cleaning {
  readonly orders: Map<string, HistoryOrder & { lines: HistoryLine[] }>;
  readonly returned: ReturnedRow[];
  readonly dropped: Record<string, number>;
  lines: number;
  anonymousLines: number;
}

/** UCI Online Retail, by the rules of docs/replay.md. @param rows with the header first */
export async function readOnlineRetail(
  rows: AsyncIterable<readonly string[]>,
  limit = Number.POSITIVE_INFINITY,
): Promise<OrderHistory> {
  const found: Cleaning = { orders: new Map(), returned: [], dropped: {}, lines: 0, anonymousLines: 0 };
  let header: readonly string[] | undefined;
  for await (const cells of rows) {
    if (header === undefined) {
      header = cells;
      continue;
    }
    if (found.lines >= limit) break;
    found.lines += 1;
    takeRow(found, readRow(header, cells, found.lines), found.lines);
  }
  const orders = [...found.orders.values()];
  const { returns, unmatchedPieces } = matchReturns(orders, found.returned);
  const { lines, anonymousLines, dropped } = found;
  return {
    currency: 'GBP',
    timeZone: TIME_ZONE,
    programme: 'uk-gift-shop',
    counts: { lines, anonymousLines, dropped, unmatchedReturnPieces: unmatchedPieces },
    orders,
    returns,
  };
}

function readRow(header: readonly string[], cells: readonly string[], number: number): Row {
  if (cells.length !== header.length) {
    throw new HistoryError(`row ${number}: expected ${header.length} columns, given ${cells.length}`);
  }
  return Object.fromEntries(COLUMNS.map((name) => [name, cells[header.indexOf(name)]?.trim() ?? ''])) as Row;
}

function takeRow(found: Cleaning, row: Row, number: number): void {
  const [quantity, price] = [Number(row.Quantity), Number(row.UnitPrice)];
  if (!Number.isSafeInteger(quantity) || row.Quantity === '')
    throw wrong(number, 'Quantity', 'a whole number', row.Quantity);
  if (!Number.isFinite(price) || row.UnitPrice === '') throw wrong(number, 'UnitPrice', 'an amount', row.UnitPrice);
  if (row.CustomerID === '') {
    found.anonymousLines += 1;
    return;
  }
  const isReturn = row.InvoiceNo.startsWith(RETURN_MARK);
  const fault = faultOf(isReturn, quantity, price);
  if (fault !== undefined) {
    found.dropped[fault] = (found.dropped[fault] ?? 0) + 1;
    return;
  }
  const at = instantAt(row, number);
  const productId = row.StockCode;
  const memberId = row.CustomerID;
  if (isReturn) {
    const day = row.InvoiceDate.slice(0, 10);
    found.returned.push({ returnId: row.InvoiceNo, memberId, at, day, productId, quantity: -quantity });
    return;
  }
  const order = found.orders.get(row.InvoiceNo) ?? { orderId: row.InvoiceNo, memberId, at, lines: [] };
  order.lines.push({ productId, quantity, priceMinor: roundHalfUp(price) });
  found.orders.set(row.InvoiceNo, { ...order, at: at < order.at ? at : order.at });
}

function faultOf(isReturn: boolean, quantity: number, price: number): string | undefined {
  if (price <= 0) return isReturn ? 'returned without a price' : 'without a price';
  if (isReturn) return quantity < 0 ? undefined : 'returned without pieces';
  return quantity > 0 ? undefined : 'without pieces';
}

function instantAt({ InvoiceDate }: Row, number: number): string {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(InvoiceDate)) {
    throw wrong(number, 'InvoiceDate', 'a time such as 2010-12-01 08:26:00', InvoiceDate);
  }
  return instantOf(InvoiceDate, TIME_ZONE);
}

/** Pence of an amount in pounds; the text's digits are exact to a tenth of a penny at least. */
const roundHalfUp = (pounds: number): number => Math.floor(Math.round(pounds * 1000) / 10 + 0.5);

const wrong = (number: number, column: string, expected: string, given: string) =>
  new HistoryError(`row ${number}: ${column}: expected ${expected}, given "${given}"`);
