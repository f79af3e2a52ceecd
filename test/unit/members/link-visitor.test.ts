import { expect, test } from 'vitest';
import { BusyError } from '../../../lambdas/kernel/busy-error.ts';
import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';
import { createLinkVisitor } from '../../../lambdas/members/link-visitor.ts';
import type { VisitorStore } from '../../../lambdas/members/visitor-store.ts';
import { memberEvent } from './events.ts';

const PAGE_SIZE = 25;
const AT = '2026-02-03T04:00:00.000Z';

/** A visitor with so many events; the nth access from now on stops, before or after it is done. */
function rig(eventCount: number, stop?: { readonly step: number; readonly when: 'before' | 'after' }) {
  const links = new Map<string, string>();
  const kept = new Map(Array.from({ length: eventCount }, (_, n) => [`e-${n}`, visit(n)]));
  const moved: PlatformEvent[] = [];
  let step = 0;
  const stopping = async <T>(run: () => T): Promise<T> => {
    step += 1;
    if (step === stop?.step && stop.when === 'before') throw new Error('stopped');
    const answer = run();
    if (step === stop?.step) throw new Error('stopped');
    return answer;
  };
  const visitors: VisitorStore = {
    linkedMember: (id) => stopping(() => links.get(id)),
    link: (id, memberId) =>
      stopping(() => {
        if (links.has(id)) return 'LINKED_BEFORE';
        links.set(id, memberId);
        return 'LINKED';
      }),
    keep: async () => undefined,
    keptEvents: () => stopping(() => [...kept.values()].slice(0, PAGE_SIZE)),
    forget: (_, messageId) => stopping(() => void kept.delete(messageId)),
  };
  const refused = new Set<string>();
  const bus = {
    put: (entries: readonly { readonly detail: unknown }[]) =>
      stopping(() =>
        entries.flatMap(({ detail }, index) => {
          const event = detail as PlatformEvent;
          if (refused.has(event.messageId)) return [index];
          moved.push(event);
          return [];
        }),
      ),
  };
  const link = createLinkVisitor(visitors, bus, async (a, b) => a === 'm-old' && b === 'm-1');
  return { link, links, kept, moved, refused, steps: () => step };
}

const visit = (n: number) =>
  memberEvent({
    userId: undefined,
    anonymousId: 'a-1',
    messageId: `e-${n}`,
    timestamp: `2026-02-03T04:00:00.0${10 + (n % 80)}Z`,
  });

test('all of a visitor’s events are moved, page by page, each under its own id and at its own time', async () => {
  const { link, kept, moved } = rig(60);
  const before = [...kept.values()];
  expect(await link('a-1', 'm-1', AT)).toEqual({ ok: true, value: 'LINKED' });
  expect(moved).toEqual(before.map((event) => ({ ...event, userId: 'm-1' })));
  expect(kept.size).toBe(0);
});

test('stopped anywhere, the next try moves the rest: none is lost, and each is the member’s', async () => {
  const { link, steps } = rig(30);
  await link('a-1', 'm-1', AT);
  for (const when of ['before', 'after'] as const) {
    for (let step = 1; step <= steps(); step += 1) {
      const stopped = rig(30, { step, when });
      await expect(stopped.link('a-1', 'm-1', AT)).rejects.toThrow('stopped');
      expect(await stopped.link('a-1', 'm-1', AT)).toMatchObject({ ok: true });
      expect(new Set(stopped.moved.map(({ messageId }) => messageId)).size).toBe(30);
      expect(new Set(stopped.moved.map(({ userId }) => userId))).toEqual(new Set(['m-1']));
      expect([step, stopped.kept.size]).toEqual([step, 0]);
    }
  }
});

test('where the bus refuses one event, none of its page is forgotten', async () => {
  const { link, kept, refused } = rig(5);
  refused.add('e-3');
  await expect(link('a-1', 'm-1', AT)).rejects.toThrow(BusyError);
  expect(kept.size).toBe(5);
  refused.clear();
  await link('a-1', 'm-1', AT);
  expect(kept.size).toBe(0);
});

test('a visitor with more events than one try moves is busy, and a later try goes on', async () => {
  const { link, kept } = rig(1_010);
  await expect(link('a-1', 'm-1', AT)).rejects.toThrow(BusyError);
  expect(kept.size).toBe(10);
  await link('a-1', 'm-1', AT);
  expect(kept.size).toBe(0);
});

test('a link to a second member is refused and moves nothing, unless the two have become one', async () => {
  const { link, links, kept, moved } = rig(2);
  links.set('a-1', 'm-2');
  expect(await link('a-1', 'm-1', AT)).toEqual({
    ok: false,
    refusal: { code: 'LINKED_TO_ANOTHER', anonymousId: 'a-1' },
  });
  expect([links.get('a-1'), kept.size, moved.length]).toEqual(['m-2', 2, 0]);
  links.set('a-1', 'm-old');
  expect(await link('a-1', 'm-1', AT)).toMatchObject({ ok: true });
  expect([links.get('a-1'), kept.size, moved.length]).toEqual(['m-old', 0, 2]);
});
