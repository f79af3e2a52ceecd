import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { BusEntry } from '../../lambdas/kernel/bus.ts';
import type { PlatformEvent } from '../../lambdas/kernel/platform-event.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { getItem } from '../../lambdas/kernel/table/items.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { createApplyActivity } from '../../lambdas/members/apply-activity.ts';
import { createKeptEventStore, type KeptEventStore } from '../../lambdas/members/kept-event-store.ts';
import { createLinkVisitor } from '../../lambdas/members/link-visitor.ts';
import { createVisitorStore, type VisitorStore } from '../../lambdas/members/visitor-store.ts';
import { memberEvent, SETTINGS } from '../unit/members/events.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

let table: TestTable;
let visitors: VisitorStore;
let keptEvents: KeptEventStore;

beforeAll(async () => {
  table = await startTable();
  const reader = createItemReader(table);
  visitors = createVisitorStore(table, reader);
  keptEvents = createKeptEventStore(table, reader);
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const AT = '2026-02-03T04:00:00.000Z';
const visit = (anonymousId: string, n: number, changes: Partial<PlatformEvent> = {}) =>
  memberEvent({ userId: undefined, anonymousId, messageId: `visit-${n}`, facts: { product_id: `p-${n}` }, ...changes });
const expiring = z.object({ ttlEpochSeconds: z.int() });

test('a visitor is tied to the first member that claims it, and to that one only', async () => {
  expect(await visitors.linkedMember('a-new')).toBeUndefined();
  const claims = await Promise.all(['m-1', 'm-2', 'm-3'].map((memberId) => visitors.link('a-new', memberId, AT)));
  expect(claims.filter((claim) => claim === 'LINKED')).toHaveLength(1);
  expect(await visitors.linkedMember('a-new')).toBe(`m-${claims.indexOf('LINKED') + 1}`);
  expect(await visitors.link('a-new', 'm-4', AT)).toBe('LINKED_BEFORE');
});

test.each(['answer', 'request'] as const)(
  'a lost %s of a link leaves it linked, and known as one’s own',
  async (what) => {
    const fault = loseNext(table, what);
    expect(await visitors.link(`a-lost-${what}`, 'm-1', AT)).toBe('LINKED');
    expect(fault.lostCount()).toBe(1);
    expect(await visitors.linkedMember(`a-lost-${what}`)).toBe('m-1');
  },
);

test('a visitor’s events are kept as they came, once each, until they are forgotten, and nobody else’s', async () => {
  const events = Array.from({ length: 60 }, (_, n) => visit('a-keeps', n));
  await Promise.all(
    [...events, ...events, visit('a-keeps-other', 1)].map((event) => visitors.keep(event.anonymousId ?? '', event)),
  );
  const found: PlatformEvent[] = [];
  for (let page = await visitors.keptEvents('a-keeps'); page.length > 0; page = await visitors.keptEvents('a-keeps')) {
    found.push(...page);
    await Promise.all(page.map(({ messageId }) => visitors.forget('a-keeps', messageId)));
  }
  const byId = (a: PlatformEvent, b: PlatformEvent) => a.messageId.localeCompare(b.messageId);
  expect(found.sort(byId)).toEqual(JSON.parse(JSON.stringify(events)).sort(byId));
  expect(await visitors.keptEvents('a-keeps-other')).toHaveLength(1);
});

test('a link is not taken for an event, and forgetting what is gone is nothing', async () => {
  await visitors.link('a-linked', 'm-1', AT);
  expect(await visitors.keptEvents('a-linked')).toEqual([]);
  await visitors.forget('a-linked', 'never-kept');
  expect(await visitors.linkedMember('a-linked')).toBe('m-1');
});

test('an event is kept for 30 days from its receipt', async () => {
  await visitors.keep('a-30', visit('a-30', 1, { receivedAt: AT }));
  const item = await getItem(table, keys.anonymousEvent('a-30', 'visit-1'), expiring);
  expect(item?.ttlEpochSeconds).toBe(Date.parse('2026-03-05T04:00:00.000Z') / 1_000);
});

test('a visitor’s events and the link at once, over the table: each is the member’s, none is left behind', async () => {
  for (let round = 0; round < 10; round += 1) {
    const anonymousId = `a-race-${round}`;
    const sent: BusEntry[] = [];
    const told: string[] = [];
    /** Each call is another function instance's, with a reader of its own. */
    const apply = (event: PlatformEvent) => {
      const own = createVisitorStore(table, createItemReader(table));
      const put = async (entries: readonly BusEntry[]) => {
        sent.push(...entries);
        return [];
      };
      const bus = { put };
      return createApplyActivity(
        {
          foldInto: async (memberId, { products }) => {
            expect(memberId).toBe('m-1');
            told.push(...products.map(({ name }) => name));
          },
          visitors: own,
          linkVisitor: createLinkVisitor(own, bus, async (a, b) => a === b),
          keptEvents,
          bus,
          recordRejection: async () => undefined,
        },
        { ...SETTINGS, isKnown: () => true },
      )(event);
    };
    const identify = memberEvent({ type: 'identify', event: 'identify', anonymousId, messageId: `identify-${round}` });
    const visits = Array.from({ length: 6 }, (_, n) => visit(anonymousId, n));
    await Promise.all([...visits.slice(0, 3), identify, ...visits.slice(3)].map(apply));
    await Promise.all(sent.map(({ detail }) => apply(detail as unknown as PlatformEvent)));
    expect([...new Set(told)].sort()).toEqual(['p-0', 'p-1', 'p-2', 'p-3', 'p-4', 'p-5']);
    expect(await visitors.keptEvents(anonymousId)).toEqual([]);
  }
});

test('an event of the shop’s own is kept once; told again it is the same, with other content a mismatch', async () => {
  const kite = memberEvent({ event: 'Kite Flown', messageId: 'kite', facts: { height: 12 }, receivedAt: AT });
  expect(await keptEvents.keep('m-1', kite)).toBe('KEPT');
  // When it was told does not matter, what it says does.
  expect(await keptEvents.keep('m-1', { ...kite, receivedAt: '2026-02-04T00:00:00.000Z' })).toBe('KEPT');
  for (const other of [{ facts: { height: 13 } }, { event: 'Kite Lost' }, { type: 'screen' as const }]) {
    expect(await keptEvents.keep('m-1', { ...kite, ...other })).toBe('MISMATCH');
  }
  expect(await keptEvents.keep('m-2', { ...kite, facts: {} })).toBe('KEPT');
  const kept = z.object({ event: z.string(), facts: z.record(z.string(), z.unknown()), ttlEpochSeconds: z.int() });
  expect(await getItem(table, keys.keptEvent('m-1', 'kite'), kept)).toEqual({
    event: 'Kite Flown',
    facts: { height: 12 },
    ttlEpochSeconds: Date.parse(AT) / 1_000 + 400 * 86_400,
  });
});

test('of two contents that come under one id at once, one is kept and the other is a mismatch', async () => {
  const kites = [12, 13].map((height) => memberEvent({ event: 'Kite Flown', messageId: 'at-once', facts: { height } }));
  const answers = await Promise.all(kites.map((kite) => keptEvents.keep('m-1', kite)));
  expect(answers.toSorted()).toEqual(['KEPT', 'MISMATCH']);
  const kept = z.object({ facts: z.object({ height: z.int() }) });
  const item = await getItem(table, keys.keptEvent('m-1', 'at-once'), kept);
  expect(item?.facts.height).toBe(12 + answers.indexOf('KEPT'));
});

test.each(['answer', 'request'] as const)('a lost %s of keeping an event leaves it kept', async (what) => {
  const kite = memberEvent({ event: 'Kite Flown', messageId: `lost-${what}` });
  const fault = loseNext(table, what);
  expect(await keptEvents.keep('m-1', kite)).toBe('KEPT');
  expect(fault.lostCount()).toBe(1);
});
