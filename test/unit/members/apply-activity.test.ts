import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BusEntry } from '../../../lambdas/kernel/bus.ts';
import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';
import type { Rejection } from '../../../lambdas/kernel/rejection.ts';
import { createApplyActivity } from '../../../lambdas/members/apply-activity.ts';
import { createLinkVisitor } from '../../../lambdas/members/link-visitor.ts';
import type { Profile } from '../../../lambdas/members/profile.ts';
import type { VisitorStore } from '../../../lambdas/members/visitor-store.ts';
import { memberEvent, SETTINGS } from './events.ts';

/** Visitors in memory, a bus that may refuse, and a use case over them; `wait` holds up each access. */
function rig(wait: (name: string) => Promise<unknown> = async () => undefined) {
  const links = new Map<string, string>();
  const kept = new Map<string, PlatformEvent>();
  const sent: BusEntry[] = [];
  const folded: { memberId: string; profile: Profile }[] = [];
  const rejections: Rejection[] = [];
  const refusing = { isRefusing: false };
  const keptUnder = (anonymousId: string) => [...kept].filter(([name]) => name.startsWith(`${anonymousId}/`));
  const visitors: VisitorStore = {
    linkedMember: async (id) => wait('look').then(() => links.get(id)),
    link: (id, memberId) =>
      wait('link').then(() => {
        if (links.has(id)) return 'LINKED_BEFORE';
        links.set(id, memberId);
        return 'LINKED';
      }),
    keep: (id, event) => wait('keep').then(() => void kept.set(`${id}/${event.messageId}`, event)),
    keptEvents: (id) => wait('list').then(() => keptUnder(id).map(([, event]) => event)),
    forget: (id, messageId) => wait('forget').then(() => void kept.delete(`${id}/${messageId}`)),
  };
  const bus = {
    put: async (entries: readonly BusEntry[]) => {
      await wait('put');
      if (refusing.isRefusing) return entries.map((_, index) => index);
      sent.push(...entries);
      return [];
    },
  };
  const apply = createApplyActivity(
    {
      foldInto: async (memberId, profile) => void folded.push({ memberId, profile }),
      visitors,
      linkVisitor: createLinkVisitor(visitors, bus, async (a, b) => a === b),
      keptEvents: { keep: async (_, { messageId }) => (messageId === 'other-body' ? 'MISMATCH' : 'KEPT') },
      bus,
      recordRejection: async (rejection) => void rejections.push(rejection),
    },
    { ...SETTINGS, isKnown: (event) => event === 'Product Viewed' },
  );
  return { apply, kept, links, sent, folded, rejections, refusing };
}

const visit = (n: number) =>
  memberEvent({ userId: undefined, anonymousId: 'a-1', messageId: `visit-${n}`, facts: { product_id: `p-${n}` } });
const identify = (userId: string) =>
  memberEvent({ type: 'identify', event: 'identify', userId, anonymousId: 'a-1', messageId: `identify-${userId}` });

test('however a visitor’s events and the link are interleaved, each event is the member’s and none is left behind', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.scheduler(), async (visits, scheduler) => {
      const wait = (name: string) => scheduler.schedule(Promise.resolve(), name);
      const { apply, kept, folded, sent } = rig(wait);
      const events = [...Array.from({ length: visits }, (_, n) => visit(n)), identify('m-1')];
      await scheduler.waitFor(Promise.all(events.map(apply)));
      // What was sent on comes again, now as the member's.
      await scheduler.waitFor(Promise.all(sent.map(({ detail }) => apply(detail as unknown as PlatformEvent))));
      expect([...kept]).toEqual([]);
      expect(new Set(folded.map(({ memberId }) => memberId))).toEqual(new Set(['m-1']));
      const viewed = folded.flatMap(({ profile }) => profile.products.map(({ name }) => name));
      expect(new Set(viewed)).toEqual(new Set(Array.from({ length: visits }, (_, n) => `p-${n}`)));
    }),
    { numRuns: 200 },
  );
});

test('of two members who claim a visitor at once one gets it, with all it did, and the other is refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.scheduler(), async (visits, scheduler) => {
      const wait = (name: string) => scheduler.schedule(Promise.resolve(), name);
      const { apply, kept, links, folded, sent, rejections } = rig(wait);
      const events = [...Array.from({ length: visits }, (_, n) => visit(n)), identify('m-1'), identify('m-2')];
      await scheduler.waitFor(Promise.all(events.map(apply)));
      await scheduler.waitFor(Promise.all(sent.map(({ detail }) => apply(detail as unknown as PlatformEvent))));
      const winner = links.get('a-1') ?? 'nobody';
      expect(new Set(folded.map(({ memberId }) => memberId))).toEqual(new Set([winner]));
      expect(rejections.map(({ memberId, code }) => [memberId, code])).toEqual([
        [winner === 'm-1' ? 'm-2' : 'm-1', 'LINKED_TO_ANOTHER'],
      ]);
      expect([...kept]).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('moved events keep their ids and times', async () => {
  const { apply, sent } = rig();
  await apply(visit(1));
  await apply(identify('m-1'));
  expect(sent.map(({ detail }) => detail)).toEqual([{ ...visit(1), userId: 'm-1' }]);
});

test('a visitor becomes one member; a link to a second is refused and kept', async () => {
  const { apply, links, rejections } = rig();
  await apply(identify('m-1'));
  expect(await apply(identify('m-2'))).toBe('REJECTED');
  expect(links.get('a-1')).toBe('m-1');
  expect(rejections).toMatchObject([{ memberId: 'm-2', code: 'LINKED_TO_ANOTHER', details: { anonymousId: 'a-1' } }]);
});

test('who was a visitor is told in one write with the rest, so that the first of a member says since when it is known', async () => {
  const { apply, folded } = rig();
  const { timestamp } = identify('m-1');
  await apply(identify('m-1'));
  await apply(memberEvent({ type: 'alias', event: 'alias', userId: 'm-1', facts: { previousId: 'a-2' } }));
  await apply(memberEvent({ userId: 'm-1', anonymousId: 'a-3' }));
  expect(folded.map(({ profile }) => [profile.knownSince, profile.visitors])).toEqual([
    [timestamp, [{ anonymousId: 'a-1', at: timestamp }]],
    [timestamp, [{ anonymousId: 'a-2', at: timestamp }]],
    // Other calls may carry both ids, and tie nothing.
    [timestamp, []],
  ]);
});

test('an event without any id is a fault', async () => {
  const nobodys = memberEvent({ userId: undefined, anonymousId: undefined, messageId: 'lost' });
  await expect(rig().apply(nobodys)).rejects.toThrow("event lost is nobody's");
});

test('where the bus takes nothing, nothing is forgotten, and the next try moves it', async () => {
  const { apply, kept, sent, refusing } = rig();
  await apply(visit(1));
  refusing.isRefusing = true;
  await expect(apply(identify('m-1'))).rejects.toThrow('the bus did not take');
  expect(kept.size).toBe(1);
  refusing.isRefusing = false;
  await apply(identify('m-1'));
  expect([kept.size, sent.length]).toEqual([0, 1]);
});

test('what moves value is sent on for its own consumer once the visitor is known', async () => {
  const { apply, sent, folded } = rig();
  await apply(identify('m-1'));
  folded.splice(0);
  const order = memberEvent({ event: 'Order Completed', class: 'value', userId: undefined, anonymousId: 'a-1' });
  expect(await apply(order)).toBe('SENT_ON');
  expect(sent.map(({ detail }) => detail['userId'])).toEqual(['m-1']);
  expect(folded).toEqual([]);
});

test('an event of the shop’s own with another body under its id is refused, and is nobody’s visit', async () => {
  const { apply, rejections, folded } = rig();
  expect(await apply(memberEvent({ event: 'Kite Flown', messageId: 'other-body' }))).toBe('REJECTED');
  expect(rejections).toMatchObject([{ code: 'PAYLOAD_MISMATCH' }]);
  expect(folded).toEqual([]);
});
