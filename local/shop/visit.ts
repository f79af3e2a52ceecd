import { GIFTS, type Gift } from './catalogue.ts';
import type { Customer } from './customer.ts';
import { planHelp } from './help.ts';
import type { Dice } from './random.ts';
import type { ShopCall } from './shop-call.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export interface VisitPlan {
  readonly customer: Customer;
  /** Undefined as long as nobody knows who it is. */
  readonly memberId: string | undefined;
  readonly startMs: number;
  /** Names the visit; the calls' ids follow from it. */
  readonly name: string;
  readonly festival: string | undefined;
  readonly dice: Dice;
}

/** All that a visit brings, now and in the days after it. */
export function planVisit(plan: VisitPlan): readonly ShopCall[] {
  const { customer, memberId, startMs, name, festival, dice } = plan;
  const calls: ShopCall[] = [];
  let atMs = startMs;
  const say = (type: string, event: string | undefined, properties: object) => {
    const who = memberId === undefined ? { anonymousId: customer.anonymousId } : { userId: memberId };
    const named = event === undefined ? {} : { event };
    const messageId = `${name}-${calls.length}`;
    calls.push({
      atMs,
      call: { type, ...named, ...who, messageId, timestamp: new Date(atMs).toISOString(), properties },
    });
    atMs += dice.between(10, 150) * 1000;
  };
  const category = dice.pick(customer.tastes);
  say('page', undefined, {});
  if (memberId !== undefined && dice.chance(0.15)) say('track', 'Checked In', {});
  if (dice.chance(0.3)) say('track', 'Products Searched', { category });
  say('track', 'Product List Viewed', { category });
  const seen = Array.from({ length: dice.between(1, 4) }, () => chooseGift(category, festival, dice));
  for (const gift of seen) say('track', 'Product Viewed', describe(gift));
  if (memberId === undefined || !dice.chance(customer.buysPerVisit * (festival === undefined ? 1 : 1.6) * 2))
    return calls;
  const basket = seen.slice(0, dice.between(1, 2));
  for (const gift of basket) say('track', 'Product Added', { ...describe(gift), quantity: 1 });
  say('track', 'Checkout Started', {});
  // Half of the carts are left where they are.
  if (dice.chance(0.5)) return calls;
  return [...calls, ...planOrder({ memberId, name, basket, dice, startMs: atMs })];
}

interface OrderPlan {
  readonly memberId: string;
  readonly name: string;
  readonly basket: readonly Gift[];
  readonly dice: Dice;
  readonly startMs: number;
}

/** An order from its placing to what comes after: payment, delivery, a review, sometimes a return, sometimes a question. */
function planOrder({ memberId, name, basket, dice, startMs }: OrderPlan): readonly ShopCall[] {
  const lines = basket.map((gift) => ({ gift, quantity: dice.chance(0.25) ? 2 : 1 }));
  const revenueMinor = lines.reduce((sum, { gift, quantity }) => sum + gift.priceMinor * quantity, 0);
  const order = {
    order_id: `order-${name}`,
    currency: 'CNY',
    revenue: yuan(revenueMinor),
    products: lines.map(({ gift, quantity }, index) => ({
      ...describe(gift),
      line_id: `${index + 1}`,
      quantity,
      price: yuan(gift.priceMinor),
    })),
  };
  const calls: ShopCall[] = [];
  const say = (event: string, atMs: number, properties: object) =>
    calls.push({
      atMs,
      call: {
        type: 'track',
        event,
        userId: memberId,
        messageId: `${name}-${event.replaceAll(' ', '-')}`,
        timestamp: new Date(atMs).toISOString(),
        properties,
      },
    });
  say('Order Placed', startMs, order);
  // A few are never paid.
  if (dice.chance(0.06)) return calls;
  const paidMs = startMs + dice.between(1, 20) * MINUTE_MS;
  say('Order Completed', paidMs, order);
  const deliveredMs = paidMs + dice.between(40, 96) * 60 * MINUTE_MS;
  say('Order Delivered', deliveredMs, { order_id: order.order_id });
  const first = basket[0];
  if (first !== undefined && dice.chance(0.3)) {
    say('Product Reviewed', deliveredMs + dice.between(1, 5) * DAY_MS, {
      ...describe(first),
      rating: dice.between(3, 5),
    });
  }
  if (first !== undefined && dice.chance(0.08))
    say('Product Shared', deliveredMs + DAY_MS, { ...describe(first), share_via: 'link' });
  if (dice.chance(0.06)) {
    const isWhole = dice.chance(0.5);
    const products = isWhole ? {} : { products: [{ line_id: '1', quantity: 1 }] };
    const returned = { order_id: order.order_id, return_id: `return-${name}`, ...products };
    say('Order Returned', deliveredMs + dice.between(1, 8) * DAY_MS, returned);
  }
  return [...calls, ...planHelp({ memberId, orderId: order.order_id, deliveredMs, dice })];
}

/** Before a festival half of what is looked at is its box. */
function chooseGift(category: string, festival: string | undefined, dice: Dice): Gift {
  const box = festival !== undefined && dice.chance(0.5) ? GIFTS.find((gift) => gift.festival === festival) : undefined;
  return box ?? dice.pick(GIFTS.filter((gift) => gift.category === category));
}

const describe = ({ productId, category, brand }: Gift) => ({ product_id: productId, category, brand });
const yuan = (minor: number): string => (minor / 100).toFixed(2);
