import * as z from 'zod/mini';
import { isCurrency, parseAmount } from '../kernel/money.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { id, isAddressLike } from './call.ts';
import { type Fault, pathOf, readPart, shown } from './fault.ts';

const LINES_MAX = 5_000;
const QUANTITY_MAX = 1_000_000;
/** What of any currency may be an amount, and what of a wrong one is said back: digits, no words. */
const DECIMAL = /^\d{1,16}(?:\.\d{1,20})?$/;
const SAYABLE = /^-?[\d.,]{1,40}(?:e[-+]?\d{1,3})?$/i;

const amount = z.optional(z.nullable(z.union([z.string(), z.number()])));
const ownId = z.optional(z.nullable(id));
/** The name of a thing. One that is none stays behind: no order is refused for it. */
const label = z.optional(
  z.catch(
    z.nullable(
      z.string().check(
        z.maxLength(128),
        z.refine((text) => !isAddressLike(text)),
      ),
    ),
    null,
  ),
);

const product = z.object({
  line_id: ownId,
  product_id: ownId,
  sku: ownId,
  quantity: z.optional(z.int().check(z.minimum(1), z.maximum(QUANTITY_MAX))),
  price: amount,
  category: label,
  brand: label,
});

const orderProperties = z.object({
  order_id: id,
  refund_id: ownId,
  return_id: ownId,
  currency: z.optional(z.string().check(z.refine(isCurrency, 'a currency of ISO 4217 such as CNY'))),
  revenue: amount,
  total: amount,
  subtotal: amount,
  value: amount,
  shipping: amount,
  tax: amount,
  discount: amount,
  paid_with_points: amount,
  coupon: label,
  products: z.optional(z.array(product).check(z.maxLength(LINES_MAX))),
});

type OrderProperties = z.infer<typeof orderProperties>;

const AMOUNTS = ['revenue', 'total', 'subtotal', 'value', 'shipping', 'tax', 'discount', 'paid_with_points'] as const;
/** What says how much was paid; without one of them an order has to say it line by line. */
const PAID_AMOUNTS = ['revenue', 'total', 'subtotal', 'value'] as const;

/** Events that say in money what happened, so that they need a currency. */
const PAID_EVENT = 'Order Completed';

/**
 * The facts of an order event: ids, quantities, and amounts as they were given, each known to be exact in the order's
 * currency. Whether the currency is the programme's is not a matter of form.
 */
export function readOrderFacts(event: string, properties: unknown): Result<Readonly<Record<string, unknown>>, Fault> {
  const read = readPart(orderProperties, properties, '$.properties');
  if (!read.ok) return read;
  const fault = findFault(event, read.value);
  return fault === undefined ? ok(withoutNulls(read.value)) : refuse(fault);
}

function findFault(event: string, order: OrderProperties): Fault | undefined {
  const { currency, products = [] } = order;
  if (event === PAID_EVENT) {
    if (currency === undefined) return missing(['currency'], 'a currency of ISO 4217 such as CNY');
    const isPriced = products.length > 0 && products.every(({ price }) => price != null);
    if (!isPriced && PAID_AMOUNTS.every((name) => order[name] == null)) {
      return missing(['revenue'], 'revenue, total, or products with their prices');
    }
  }
  return (
    lineFault(products) ??
    AMOUNTS.map((name) => amountFault(order[name], currency, [name])).find((each) => each !== undefined) ??
    products
      .map(({ price }, index) => amountFault(price, currency, ['products', index, 'price']))
      .find((each) => each !== undefined)
  );
}

/** A line is found again by its id when a part of the order comes back. */
function lineFault(products: OrderProperties['products'] = []): Fault | undefined {
  const index = products.findIndex(({ line_id, product_id, sku }) => (line_id ?? product_id ?? sku) == null);
  return index < 0 ? undefined : missing(['products', index, 'product_id'], 'product_id, sku or line_id');
}

/** Amounts of a refund may come without a currency: then they are in that of their order, which says how exact they are. */
function amountFault(
  given: string | number | null | undefined,
  currency: string | undefined,
  steps: readonly PropertyKey[],
): Fault | undefined {
  if (given == null) return undefined;
  const text = String(given);
  const said = { path: pathOf('$.properties', steps), given: SAYABLE.test(text) ? text : shown(given) };
  if (currency === undefined) {
    return DECIMAL.test(text)
      ? undefined
      : { code: 'AMOUNT_INVALID', expected: 'a decimal amount, not negative', ...said };
  }
  const parsed = parseAmount(given, currency);
  return parsed.ok ? undefined : { ...parsed.refusal, ...said };
}

function missing(steps: readonly PropertyKey[], expected: string): Fault {
  return { code: 'EVENT_INVALID', path: pathOf('$.properties', steps), expected, given: shown(undefined) };
}

function withoutNulls(order: OrderProperties): Readonly<Record<string, unknown>> {
  const { products, ...rest } = order;
  const kept = (values: object) => Object.fromEntries(Object.entries(values).filter(([, value]) => value != null));
  return { ...kept(rest), ...(products === undefined ? {} : { products: products.map(kept) }) };
}
