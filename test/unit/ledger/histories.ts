import fc from 'fast-check';
import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';
import type { EarningSettings } from '../../../lambdas/loyalty/order-earning.ts';
import type { TierSettings } from '../../../lambdas/loyalty/tier.ts';
import { level } from '../loyalty/tiers.ts';

export const MEMBERS = ['m-1', 'm-2'] as const;
export const ORDERS = ['o-1', 'o-2', 'o-3'] as const;
export const NOW = new Date('2026-03-20T02:00:00.000Z');

/** A product of an order; the price in fen. */
export interface Product {
  readonly id: string;
  readonly quantity: number;
  readonly fen: number;
}

/** What an order is in one history: always told with this content. */
export interface OrderContent {
  readonly memberId: string;
  readonly products: readonly Product[];
  /** Taken off the sum of the products, in fen; never more than it. */
  readonly discountFen: number;
}

export type Step =
  | { readonly kind: 'paid'; readonly order: number }
  | { readonly kind: 'placed' | 'delivered'; readonly order: number; readonly day: number }
  | {
      readonly kind: 'lines';
      readonly order: number;
      readonly refund: number;
      readonly lines: readonly { readonly line: number; readonly quantity: number }[];
    }
  | { readonly kind: 'amount'; readonly order: number; readonly refund: number; readonly fen: number }
  | { readonly kind: 'whole' | 'cancelled'; readonly order: number; readonly refund: number }
  | { readonly kind: 'checkIn'; readonly member: number; readonly day: number; readonly n: number }
  | { readonly kind: 'take'; readonly member: number; readonly percent: number; readonly n: number }
  | { readonly kind: 'give'; readonly member: number; readonly points: number; readonly n: number }
  | { readonly kind: 'redeem'; readonly order: number; readonly percent: number; readonly n: number }
  | { readonly kind: 'commit' | 'cancel'; readonly order: number; readonly n: number }
  | { readonly kind: 'sweep' }
  /** Time goes by. */
  | { readonly kind: 'pass'; readonly days: number }
  /** Points of before are dated by another policy. */
  | { readonly kind: 'policy'; readonly to: number };

/** A programme, what its orders are, and what happens, in some order. */
export interface History {
  readonly settings: Settings;
  readonly contents: readonly OrderContent[];
  readonly steps: readonly Step[];
}

export interface Settings extends EarningSettings {
  readonly debtMax: number;
}

/** What a policy is changed to; where points end by inactivity it is not, which would leave them with two ends. */
export const OTHER_POLICIES = [
  { kind: 'never' },
  { kind: 'afterDays', days: 40 },
  { kind: 'endOfMonth', months: 1 },
] as const;

const yuan = (fen: number) => (fen / 100).toFixed(2);
const day = (n: number) => `2026-02-${String(n).padStart(2, '0')}T04:00:00.000Z`;

/** Lines that random orders cross. Without multipliers: points would depend on which order is told first. */
const tiers: fc.Arbitrary<TierSettings> = fc.record({
  by: fc.constantFrom('spend', 'points'),
  period: fc.constantFrom('rolling', 'calendarYear'),
  graceDays: fc.constantFrom(0, 30),
  noticeDays: fc.constantFrom(0, 30),
  downgrade: fc.constantFrom('oneStep', 'toQualified'),
  revokeOnReturn: fc.boolean(),
  levels: fc.constantFrom(
    [level('base', {}), level('silver', { amount: 200 }), level('gold', { amount: 40_000, orders: 2 })],
    [
      level('silver', { amount: 10_000 }),
      level('tea', { bought: { products: ['tea'] } }),
      level('gold', { amount: 60_000 }),
    ],
    [level('active', { activeDays: 1 }), level('busy', { activeDays: 2 }), level('gold', { amount: 90_000 })],
  ),
});

const settings: fc.Arbitrary<Settings> = fc.record({
  tiers: fc.option(tiers, { nil: undefined }),
  currency: fc.constant('CNY'),
  timeZone: fc.constant('Asia/Shanghai'),
  pointsPerUnit: fc.integer({ min: 0, max: 7 }),
  returnWindow: fc.record({ from: fc.constantFrom('payment', 'delivery'), days: fc.integer({ min: 0, max: 20 }) }),
  expiry: fc.constantFrom(
    { kind: 'never' } as const,
    { kind: 'afterDays', days: 30 } as const,
    { kind: 'afterDays', days: 45 } as const,
    { kind: 'inactivity', months: 2 } as const,
  ),
  debtMax: fc.constantFrom(0, 0, 10, 1_000),
});

const content: fc.Arbitrary<OrderContent> = fc
  .record({
    memberId: fc.constantFrom(...MEMBERS),
    products: fc.array(
      fc.record({
        id: fc.constantFrom('mug', 'tea', 'jug', 'mug'),
        quantity: fc.integer({ min: 1, max: 9 }),
        fen: fc.integer({ min: 0, max: 9_999 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    off: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ memberId, products, off }) => {
    const sum = products.reduce((all, { quantity, fen }) => all + quantity * fen, 0);
    return { memberId, products, discountFen: Math.floor((sum * off) / 200) };
  });

const order = fc.nat({ max: ORDERS.length - 1 });
const line = fc.record({ line: fc.nat({ max: 3 }), quantity: fc.integer({ min: 1, max: 5 }) });

/** `refund` is a number that a history uses once, so that each return is a return of its own. */
const stepOf = (refund: number): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('paid'), order }) as fc.Arbitrary<Step> },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('lines'),
        order,
        refund: fc.constant(refund),
        lines: fc.array(line, { minLength: 1, maxLength: 3 }),
      }) as fc.Arbitrary<Step>,
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('amount'),
        order,
        refund: fc.constant(refund),
        fen: fc.integer({ min: 0, max: 20_000 }),
      }) as fc.Arbitrary<Step>,
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom('whole', 'cancelled'),
        order,
        refund: fc.constant(refund),
      }) as fc.Arbitrary<Step>,
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom('placed', 'delivered'),
        order,
        day: fc.integer({ min: 1, max: 28 }),
      }) as fc.Arbitrary<Step>,
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('checkIn'),
        member: fc.nat({ max: 1 }),
        day: fc.integer({ min: 1, max: 2 }),
        n: fc.constant(refund),
      }) as fc.Arbitrary<Step>,
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('take'),
        member: fc.nat({ max: 1 }),
        percent: fc.constantFrom(50, 100, 100),
        n: fc.constant(refund),
      }) as fc.Arbitrary<Step>,
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('redeem'),
        order,
        percent: fc.constantFrom(30, 60, 100),
        n: fc.nat({ max: 3 }),
      }) as fc.Arbitrary<Step>,
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom('commit', 'commit', 'cancel'),
        order,
        n: fc.nat({ max: 3 }),
      }) as fc.Arbitrary<Step>,
    },
    { weight: 6, arbitrary: fc.constant({ kind: 'sweep' } as Step) },
  );

export const histories = (stepsMax = 14): fc.Arbitrary<History> =>
  fc.record({
    settings,
    contents: fc.array(content, { minLength: ORDERS.length, maxLength: ORDERS.length }),
    steps: fc
      .integer({ min: 1, max: stepsMax })
      .chain((length) => fc.tuple(...Array.from({ length }, (_, refund) => stepOf(refund)))),
  });

/** Histories of one order that points pay a part of, of its returns, and of whatever else moves the balance meanwhile. */
export const spendingHistories = (stepsMax: number): fc.Arbitrary<History> =>
  fc.record({
    settings,
    contents: fc.array(content, { minLength: ORDERS.length, maxLength: ORDERS.length }),
    steps: fc
      .integer({ min: 3, max: stepsMax })
      .chain((length) => fc.tuple(...Array.from({ length }, (_, n) => spendingStep(n))))
      .map((steps) => [...GIFTS, ...steps]),
  });

/** `n` is a number that a history uses once; of three redemptions one is meant. */
const spendingStep = (n: number): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.nat({ max: 2 }).map((which): Step => ({ kind: 'redeem', order: 0, percent: 60, n: which })),
    },
    { weight: 3, arbitrary: fc.nat({ max: 2 }).map((which): Step => ({ kind: 'commit', order: 0, n: which })) },
    { weight: 1, arbitrary: fc.nat({ max: 2 }).map((which): Step => ({ kind: 'cancel', order: 0, n: which })) },
    { weight: 2, arbitrary: fc.constant<Step>({ kind: 'paid', order: 0 }) },
    { weight: 2, arbitrary: fc.nat({ max: 1 }).map((member): Step => ({ kind: 'take', member, percent: 100, n })) },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'sweep' }) },
    { weight: 1, arbitrary: fc.nat({ max: 2 }).map((to): Step => ({ kind: 'policy', to })) },
    { weight: 4, arbitrary: stepOf(n).map((step) => ('order' in step ? { ...step, order: 0 } : step)) },
  );

/** Histories of months in which orders are told, come back, and tiers are reached and run out. */
export const tierHistories = (stepsMax: number): fc.Arbitrary<History> =>
  fc.record({
    settings: fc.tuple(settings, tiers).map(([known, some]) => ({ ...known, tiers: some })),
    contents: fc.array(content, { minLength: ORDERS.length, maxLength: ORDERS.length }),
    steps: fc
      .integer({ min: 3, max: stepsMax })
      .chain((length) => fc.tuple(...Array.from({ length }, (_, n) => tierStep(n)))),
  });

const tierStep = (n: number): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 4, arbitrary: order.map((which): Step => ({ kind: 'paid', order: which })) },
    { weight: 3, arbitrary: fc.constantFrom(20, 45, 200, 366).map((days): Step => ({ kind: 'pass', days })) },
    { weight: 3, arbitrary: fc.constant<Step>({ kind: 'sweep' }) },
    { weight: 1, arbitrary: fc.nat({ max: 2 }).map((to): Step => ({ kind: 'policy', to })) },
    { weight: 3, arbitrary: stepOf(n) },
  );

/** Both members have points. */
const GIFTS: readonly Step[] = [0, 1].map((member) => ({ kind: 'give', member, points: 300, n: member }));

/** What is asked of the API or fires by itself; the platform does not tell of it by an event. */
type Asked = Extract<Step, { kind: 'sweep' | 'pass' | 'policy' | 'take' | 'give' | 'redeem' | 'commit' | 'cancel' }>;

const isAsked = (step: Step): step is Asked =>
  ['sweep', 'pass', 'policy', 'take', 'give', 'redeem', 'commit', 'cancel'].includes(step.kind);

/** A step as the platform tells it; undefined for the sweep and for an operator. `prefix` keeps runs on one table apart. */
export function eventOf(step: Step, { contents }: History, prefix = ''): PlatformEvent | undefined {
  if (isAsked(step)) return undefined;
  if (step.kind === 'checkIn') {
    return event('Checked In', `check-${step.n}`, prefix + MEMBERS[step.member], {}, day(step.day));
  }
  const orderId = prefix + ORDERS[step.order];
  const { memberId, products = [], discountFen = 0 } = contents[step.order] ?? {};
  const facts = factsOf(step, products, discountFen);
  const name = NAMES[step.kind];
  const at = day(
    'day' in step ? step.day : step.kind === 'paid' || step.kind === 'cancelled' ? 10 : 11 + (step.refund % 4),
  );
  const id = 'refund' in step ? `refund-${step.refund}` : `${step.kind}-${'day' in step ? step.day : ''}`;
  return event(name, `${orderId}-${id}`, prefix + memberId, { order_id: orderId, ...facts }, at);
}

const NAMES = {
  paid: 'Order Completed',
  placed: 'Order Placed',
  delivered: 'Order Delivered',
  lines: 'Order Returned',
  amount: 'Order Refunded',
  whole: 'Order Refunded',
  cancelled: 'Order Cancelled',
} as const;

function factsOf(
  step: Exclude<Step, Asked | { kind: 'checkIn' }>,
  products: readonly Product[],
  discountFen: number,
): Readonly<Record<string, unknown>> {
  switch (step.kind) {
    case 'paid': {
      const sum = products.reduce((all, { quantity, fen }) => all + quantity * fen, 0);
      const sold = products.map(({ id, quantity, fen }) => ({ product_id: id, quantity, price: yuan(fen) }));
      return { currency: 'CNY', revenue: yuan(sum - discountFen), products: sold };
    }
    case 'lines': {
      const back = step.lines.map(({ line: n, quantity }) => ({
        product_id: products[n % Math.max(1, products.length)]?.id,
        quantity,
      }));
      return { products: back };
    }
    case 'amount':
      return { currency: 'CNY', total: yuan(step.fen) };
    default:
      return {};
  }
}

function event(
  name: string,
  messageId: string,
  userId: string,
  facts: PlatformEvent['facts'],
  timestamp: string,
): PlatformEvent {
  return { type: 'track', event: name, class: 'value', messageId, userId, timestamp, receivedAt: timestamp, facts };
}
