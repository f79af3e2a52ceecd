import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PlatformEvent } from '../../lambdas/kernel/platform-event.ts';

const FILE = join(import.meta.dirname, '../../../shared/data/online_retail_uci352.csv.gz');

/** How many lines the median and the 95th percentile of a year's orders have, measured on UCI Online Retail. */
const LINES = { median: 15, p95: 62 } as const;

export type OrderSize = keyof typeof LINES;

/** A line of a real order. */
interface SoldLine {
  readonly product_id: string;
  readonly quantity: number;
  readonly price: string;
}

/** A paid order as intake puts it on the bus, with the lines of a real order of that size where the data is at hand. */
export function paidOrder(size: OrderSize, memberId: string, orderId: string, timestamp: string): PlatformEvent {
  return {
    type: 'track',
    event: 'Order Completed',
    class: 'value',
    messageId: `paid-${orderId}`,
    userId: memberId,
    timestamp,
    receivedAt: timestamp,
    facts: { order_id: orderId, currency: 'CNY', products: linesOf(size) },
  };
}

const known = new Map<OrderSize, readonly SoldLine[]>();

function linesOf(size: OrderSize): readonly SoldLine[] {
  let lines = known.get(size);
  if (lines === undefined) {
    lines = existsSync(FILE) ? realLines(LINES[size]) : madeLines(LINES[size]);
    known.set(size, lines);
  }
  return lines;
}

function madeLines(count: number): readonly SoldLine[] {
  return Array.from({ length: count }, (_, n) => ({
    product_id: `8${5000 + n}A`,
    quantity: (n % 12) + 1,
    price: '2.95',
  }));
}

/** The first invoice with so many products and a known customer. */
function realLines(count: number): readonly SoldLine[] {
  const rows = gunzipSync(readFileSync(FILE)).toString('latin1').split('\n');
  const header = (rows[0] ?? '').replaceAll('"', '').trim().split(',');
  const column = (name: string) => header.indexOf(name);
  const [invoice, code, quantity, price] = ['InvoiceNo', 'StockCode', 'Quantity', 'UnitPrice'].map(column);
  const invoices = new Map<string, SoldLine[]>();
  for (const row of rows.slice(1)) {
    const cells = cellsOf(row);
    const line = {
      product_id: cells[code ?? 0] ?? '',
      quantity: Number(cells[quantity ?? 0]),
      price: Number(cells[price ?? 0]).toFixed(2),
    };
    if (!(line.quantity > 0) || line.product_id === '') continue;
    const id = cells[invoice ?? 0] ?? '';
    const lines = invoices.get(id) ?? [];
    invoices.set(id, [...lines, line]);
    if (invoices.size > 2_000) break;
  }
  const found = [...invoices.values()].find(
    (lines) => new Set(lines.map(({ product_id }) => product_id)).size === count,
  );
  return found ?? madeLines(count);
}

function cellsOf(row: string): string[] {
  return [...row.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map(([, plain, quoted]) => (quoted ?? plain ?? '').trim());
}
