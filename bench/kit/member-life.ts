/** The life of a member, lived by the product's own use cases and stores, for measurements over many members alike. */
import { createChurnStore } from '../../lambdas/churn/churn-store.ts';
import { createWatching } from '../../lambdas/churn/create-watching.ts';
import { controlsOf, isLeftAlone } from '../../lambdas/experiments/index.ts';
import { createContactStore } from '../../lambdas/intake/contact-store.ts';
import { addDays, dayOf, startOfDay } from '../../lambdas/kernel/calendar.ts';
import type { PlatformEvent } from '../../lambdas/kernel/platform-event.ts';
import { programme } from '../../lambdas/kernel/programme.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import type { Table } from '../../lambdas/kernel/table/client.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { createEarnPoints } from '../../lambdas/loyalty/earn-points.ts';
import { createLedgerStore } from '../../lambdas/loyalty/ledger-store.ts';
import { readPaidOrder } from '../../lambdas/loyalty/order-event.ts';
import { createOrderStore } from '../../lambdas/loyalty/order-store.ts';
import { createReleasePoints } from '../../lambdas/loyalty/release-points.ts';
import { profileOfEvent } from '../../lambdas/members/event-profile.ts';
import { createFoldProfile } from '../../lambdas/members/fold-profile.ts';
import { type OrderPaid, profileOfOrder } from '../../lambdas/members/order-profile.ts';
import { createProfileStore } from '../../lambdas/members/profile-store.ts';
import { keptMessageOf } from '../../lambdas/outreach/message-making.ts';
import { createMessageStore } from '../../lambdas/outreach/message-store.ts';
import { createOutreachStore } from '../../lambdas/outreach/outreach-store.ts';
import { ALL_CONSENTS, catalogueOf, requestOf } from './gift-shop.ts';
import { paidOrder } from './orders.ts';

export const SHARDS = 16;
const { timeZone, lifecycle, outreach: written, earning, currency } = programme;
const HOUR_MS = 3_600_000;
/** Of the year before, as often as a shop's good customers look in. */
const VISIT_EVERY_DAYS = 3;
const MESSAGES = ['points-released', 'statement'];

/** A fit of the model, as any shop has that has sold for a while. */
export const MODEL = {
  version: 1,
  day: '2026-06-01',
  purchases: { r: 0.55, alpha: 75, a: 0.79, b: 2.43 },
  spend: { p: 6.25, q: 3.74, gamma: 15_447 },
  logLikelihood: -9_582,
  members: 2_357,
  rows: 1_200,
  likelihoodLoss: 0,
};

/** Days before today: when the member ordered, and when it came last. */
export interface Life {
  readonly orders: readonly number[];
  readonly lastVisit: number;
}

/** Watching as the functions wire it, at a time of the measurement's own. */
export function watchingOn(table: Table, clock: () => Date) {
  const reader = createItemReader(table);
  const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount: SHARDS, clock });
  const churn = createChurnStore(table, reader, { dueShardCount: SHARDS, clock });
  const controls = controlsOf('a salt of the measurement', written?.holdouts, lifecycle.winBack);
  const watchMember = createWatching(
    churn,
    {
      members: createProfileStore(table, reader),
      orders: {
        head: createOrderStore(table, reader).head,
        sums: async (memberId) => (await ledger.account(memberId)).sums,
      },
      groupOf: (memberId, day) => (isLeftAlone(memberId, day, 'win-back', controls) ? 'control' : 'treated'),
      clock,
    },
    { ...lifecycle, timeZone },
  );
  return { watchMember, models: churn.models };
}

/** Lives a year up to the evening before `today` (a programme-zone date), with all that is kept of it. */
export async function live(table: Table, memberId: string, { orders, lastVisit }: Life, today: string): Promise<void> {
  const reader = createItemReader(table);
  const at = (daysAgo: number, hour = 12) =>
    new Date(startOfDay(addDays(today, -daysAgo), timeZone) + hour * HOUR_MS).toISOString();
  const visits = Array.from({ length: 365 }, (_, n) => 365 - n).filter(
    (daysAgo) => daysAgo === lastVisit || (daysAgo > lastVisit && daysAgo % VISIT_EVERY_DAYS === 0),
  );
  const paid = orders.map((daysAgo) => paidOrder('median', memberId, `${memberId}-${daysAgo}`, at(daysAgo, 13)));
  const events = [signUp(memberId, at(365, 11)), ...visits.flatMap((day) => visit(memberId, at(day))), ...paid];
  await createFoldProfile(createProfileStore(table, reader))(memberId, [
    ...events.map((event) => profileOfEvent(memberId, event, { timeZone, currency })),
    ...paid.map((order) => profileOfOrder(toldOf(memberId, order))),
  ]);
  await tellOf(table, memberId, at(365));
  for (const [index, order] of paid.entries()) await buy(table, memberId, order, at(orders[index] ?? 0, 14), at(0));
  await writeTo(table, memberId, at(lastVisit, 20));
  const evening = () => new Date(at(1, 20));
  const { watchMember, models } = watchingOn(table, evening);
  await models.keep(MODEL);
  await watchMember(memberId, { isDaily: true });
}

/** The ledger's word of an order. */
function toldOf(memberId: string, { messageId, timestamp, facts }: PlatformEvent): OrderPaid {
  const orderDay = dayOf(Date.parse(timestamp), timeZone);
  return {
    version: 1,
    id: messageId,
    occurredAt: timestamp,
    data: { memberId, orderId: String(facts['order_id']), orderDay },
  };
}

async function tellOf(table: Table, memberId: string, at: string): Promise<void> {
  const contacts = createContactStore(table, { timeZone, dueShardCount: SHARDS, clock: () => new Date(at) });
  const told = { name: '林小满', email: `${memberId}@mail.example`, phone: '+8613800138000', birthday: '1990-05-17' };
  const traits = Object.fromEntries(Object.entries(told).map(([name, value]) => [name, { value, at }]));
  const place = { locale: { value: 'zh-CN', at }, country: { value: 'CN', at } };
  await contacts.replace({ memberId, traits: {}, place: {}, version: 0 }, { traits, place });
}

/** An order is paid, and its points are released if that is over by today. */
async function buy(table: Table, memberId: string, order: PlatformEvent, at: string, today: string): Promise<void> {
  let now = at;
  const clock = () => new Date(now);
  const reader = createItemReader(table);
  const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount: SHARDS, clock });
  const settings = { ...programme, ...earning };
  const paid = readPaidOrder(memberId, order, currency);
  if (!paid.ok) throw new Error(`the order is refused: ${paid.refusal.code}`);
  await createEarnPoints({ orders: createOrderStore(table, reader), ledger, clock }, settings)(paid.value);
  const [lot] = await ledger.pendingLots(memberId, 1);
  if (lot === undefined || lot.releaseAt >= today) return;
  now = lot.releaseAt;
  await createReleasePoints(ledger, clock)(keys.pendingLot(memberId, lot.releaseAt, lot.orderId));
}

/** What the member said of messages, and some that came. */
async function writeTo(table: Table, memberId: string, at: string): Promise<void> {
  const reader = createItemReader(table);
  const said = Object.values(ALL_CONSENTS).filter(({ channel, topic }) => channel === 'email' && topic === 'offers');
  const outreach = createOutreachStore(table, reader);
  await outreach.replace({ memberId, consents: ALL_CONSENTS, slots: [], version: 0 }, said);
  const store = createMessageStore(table, reader, SHARDS);
  const now = new Date(at);
  for (const messageId of MESSAGES) {
    const definition = await catalogueOf(() => now).find(messageId);
    if (definition === undefined) throw new Error(`there is no message ${messageId}`);
    const message = keptMessageOf(requestOf(memberId, messageId, 'e', now), definition, 'SENT', { kind: 'SEND' }, now);
    await store.keep({ ...message, sentAt: at, providerId: `0102019f8a3b4c5d-${memberId}` });
    await store.keepFeedback(message, 'deliveredAt', at);
  }
}

const signUp = (userId: string, timestamp: string): PlatformEvent => eventOf(userId, 'Signed Up', timestamp, {});

/** Two things are looked at in a visit. */
const visit = (userId: string, timestamp: string): readonly PlatformEvent[] =>
  [0, 1].map((n) => {
    const day = Number(timestamp.slice(8, 10));
    const facts = { product_id: `product-${day}-${n}`, category: `category ${day % 8}`, brand: `brand ${day % 6}` };
    return eventOf(userId, 'Product Viewed', timestamp, facts);
  });

function eventOf(userId: string, event: string, timestamp: string, facts: PlatformEvent['facts']): PlatformEvent {
  const messageId = `${event} ${timestamp}`;
  return { type: 'track', event, class: 'activity', messageId, userId, timestamp, receivedAt: timestamp, facts };
}
