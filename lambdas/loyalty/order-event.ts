import * as z from 'zod/mini';
import { allocate } from '../kernel/allocation.ts';
import { contentHash } from '../kernel/ids.ts';
import { type AmountRefusal, formatAmount, parseAmount } from '../kernel/money.ts';
import type { PlatformEvent } from '../kernel/platform-event.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { PaidLine, PaidOrder } from './order.ts';

/** The line of an order that says nothing of its lines. */
export const WHOLE_ORDER_LINE = '*';

/** An amount as it was told; intake has seen that it is a decimal. */
export const amount = z.union([z.string(), z.number()]);

/** What names a line, and how many pieces of it are spoken of. */
export const lineFacts = {
  line_id: z.optional(z.string()),
  product_id: z.optional(z.string()),
  sku: z.optional(z.string()),
  quantity: z.optional(z.int()),
};

const paidFacts = z.object({
  order_id: z.string(),
  currency: z.string(),
  revenue: z.optional(amount),
  total: z.optional(amount),
  subtotal: z.optional(amount),
  value: z.optional(amount),
  shipping: z.optional(amount),
  tax: z.optional(amount),
  discount: z.optional(amount),
  paid_with_points: z.optional(amount),
  products: z.optional(
    z.array(
      z.object({
        ...lineFacts,
        price: z.optional(amount),
        category: z.optional(z.string()),
        brand: z.optional(z.string()),
      }),
    ),
  ),
});

type PaidFacts = z.infer<typeof paidFacts>;
type Product = NonNullable<PaidFacts['products']>[number];

export type PaidOrderRefusal =
  | AmountRefusal
  | { readonly code: 'CURRENCY_MISMATCH'; readonly expected: string; readonly given: string }
  | { readonly code: 'EVENT_INVALID'; readonly expected: string };

/** By what a line is found again; the platform's own line ids first. */
export const lineIdOf = ({ line_id, product_id, sku }: Pick<Product, 'line_id' | 'product_id' | 'sku'>): string =>
  line_id ?? product_id ?? sku ?? WHOLE_ORDER_LINE;

/** Reads "Order Completed" of a known member. The amounts have to be in the programme's currency. */
export function readPaidOrder(
  memberId: string,
  { facts, timestamp, isBackfill, event }: PlatformEvent,
  currency: string,
): Result<PaidOrder, PaidOrderRefusal> {
  const parsed = z.safeParse(paidFacts, facts);
  if (!parsed.success) return refuse({ code: 'EVENT_INVALID', expected: 'the facts of an order' });
  const given = parsed.data;
  if (given.currency !== currency) {
    return refuse({ code: 'CURRENCY_MISMATCH', expected: currency, given: given.currency });
  }
  const gross = readLines(given.products ?? [], currency);
  if (!gross.ok) return gross;
  const paid = readPaid(given, gross.value, currency);
  if (!paid.ok) return paid;
  const byPoints = given.paid_with_points === undefined ? ok(0) : parseAmount(given.paid_with_points, currency);
  if (!byPoints.ok) return byPoints;
  if (byPoints.value > paid.value) {
    const expected = `at most what was paid, ${formatAmount(paid.value, currency)}`;
    return refuse({ code: 'AMOUNT_INVALID', expected, given: formatAmount(byPoints.value, currency) });
  }
  return ok({
    memberId,
    orderId: given.order_id,
    paid: paid.value,
    ...(byPoints.value > 0 ? { paidWithPoints: byPoints.value } : {}),
    lines: splitPaid(paid.value, gross.value),
    paidAt: timestamp,
    isBackfill: isBackfill === true,
    // Without the times: a platform that sends an order again may stamp it anew.
    causeHash: contentHash({ event, facts }),
  });
}

/** Lines of one id together, each with its price times its quantity, before discounts of the order. */
function readLines(products: readonly Product[], currency: string): Result<readonly PaidLine[], AmountRefusal> {
  const lines = new Map<string, PaidLine>();
  for (const product of products) {
    const price = parseAmount(product.price ?? 0, currency);
    if (!price.ok) return price;
    const lineId = lineIdOf(product);
    const quantity = product.quantity ?? 1;
    const known = lines.get(lineId);
    const paid = price.value * quantity + (known?.paid ?? 0);
    if (!Number.isSafeInteger(paid)) return tooMuch(String(product.price));
    const labels = known?.labels ?? {
      product: product.product_id ?? product.sku,
      category: product.category,
      brand: product.brand,
    };
    lines.set(lineId, { lineId, quantity: quantity + (known?.quantity ?? 0), paid, labels });
  }
  return ok([...lines.values()]);
}

/**
 * What was paid for goods, in minor units: `revenue`, which by Segment's specification is after discounts and without
 * shipping and tax; else `total` less those two; else `subtotal` less the discount; else `value`; else the lines.
 */
function readPaid(given: PaidFacts, lines: readonly PaidLine[], currency: string): Result<number, AmountRefusal> {
  const amounts: Partial<Record<keyof PaidFacts, number>> = {};
  for (const name of ['revenue', 'total', 'subtotal', 'value', 'shipping', 'tax', 'discount'] as const) {
    const told = given[name];
    if (told === undefined) continue;
    const parsed = parseAmount(told, currency);
    if (!parsed.ok) return parsed;
    amounts[name] = parsed.value;
  }
  const { revenue, total, subtotal, value, shipping = 0, tax = 0, discount = 0 } = amounts;
  const ofLines = lines.reduce((sum, { paid }) => sum + paid, 0);
  const paid =
    revenue ??
    (total === undefined ? undefined : total - shipping - tax) ??
    (subtotal === undefined ? undefined : subtotal - discount) ??
    value ??
    ofLines - discount;
  if (!Number.isSafeInteger(paid)) return tooMuch(String(paid));
  return paid >= 0
    ? ok(paid)
    : refuse({ code: 'AMOUNT_INVALID', expected: 'more than is taken off it', given: `${paid}` });
}

/** A discount of the order is spread over its lines, so that the lines add up to what was paid. */
function splitPaid(paid: number, lines: readonly PaidLine[]): readonly PaidLine[] {
  if (lines.length === 0) return [{ lineId: WHOLE_ORDER_LINE, quantity: 1, paid }];
  const shares = allocate(
    paid,
    lines.map((line) => line.paid),
  );
  return lines.map((line, index) => ({ ...line, paid: shares[index] ?? 0 }));
}

function tooMuch(given: string) {
  return refuse<AmountRefusal>({ code: 'AMOUNT_INVALID', expected: 'an amount that can be counted exactly', given });
}
