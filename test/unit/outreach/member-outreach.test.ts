import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capReached } from '../../../lambdas/outreach/contact-cap.ts';
import {
  addSlots,
  hasSlot,
  type MemberOutreach,
  releaseSlot,
  type Slot,
  slotKey,
  takeSlot,
} from '../../../lambdas/outreach/member-outreach.ts';

const NOON = new Date('2026-06-10T04:00:00.000Z');
const DAY_MS = 86_400_000;
const NOBODY: MemberOutreach = { memberId: 'm-1', consents: {}, slots: [], version: 3 };
const slotOf = (messageKey: string, changes: Partial<Slot> = {}): Slot => ({
  key: slotKey(messageKey),
  channel: 'email',
  topic: 'offers',
  class: 'marketing',
  at: NOON.toISOString(),
  ...changes,
});
const daysAgo = (days: number) => new Date(NOON.getTime() - days * DAY_MS).toISOString();

test('a slot that is taken is held, by its message and no other, until it is released', () => {
  const held = addSlots(NOBODY, [slotOf('a'), slotOf('b')], NOON);
  expect([hasSlot(held, 'a'), hasSlot(held, 'b'), hasSlot(held, 'c')]).toEqual([true, true, false]);
  const released = releaseSlot(held, 'a');
  expect([hasSlot(released, 'a'), hasSlot(released, 'b')]).toEqual([false, true]);
  expect(releaseSlot(released, 'a')).toEqual(released);
});

test('a slot taken again is one slot, of the later time', () => {
  const earlier = takeSlot(NOBODY, slotOf('a', { at: daysAgo(1) }), NOON);
  expect(takeSlot(earlier, slotOf('a'), NOON).slots).toEqual([slotOf('a')]);
});

test.each([
  { class: 'marketing', days: 31.9, isKept: true },
  { class: 'service', days: 31.9, isKept: true },
  { class: 'marketing', days: 32, isKept: false },
  { class: 'transactional', days: 7.9, isKept: true },
  { class: 'transactional', days: 8, isKept: false },
] as const)('a $class slot of $days days ago is kept: $isKept', ({ class: kind, days, isKept }) => {
  const held = takeSlot(NOBODY, slotOf('old', { class: kind, at: daysAgo(days) }), NOON);
  expect(hasSlot(takeSlot(held, slotOf('new'), NOON), 'old')).toBe(isKept);
});

test('of more slots than are remembered the first go', () => {
  const many = Array.from({ length: 130 }, (_, index) => slotOf(`m-${index}`));
  const held = addSlots(NOBODY, many, NOON);
  expect(held.slots).toEqual(many.slice(10));
});

test('of more slots than are remembered those go first that no cap counts', () => {
  const counted = Array.from({ length: 119 }, (_, index) => slotOf(`c-${index}`));
  const uncounted = Array.from({ length: 5 }, (_, index) => slotOf(`u-${index}`, { class: 'transactional' }));
  const held = addSlots(addSlots(NOBODY, counted, NOON), uncounted, NOON);
  expect(held.slots).toEqual([...counted, ...uncounted.slice(4)]);
});

test('a slot that is taken stands, however many are remembered', () => {
  const counted = Array.from({ length: 120 }, (_, index) => slotOf(`c-${index}`, { class: 'service' }));
  const held = takeSlot(addSlots(NOBODY, counted, NOON), slotOf('receipt', { class: 'transactional' }), NOON);
  expect(hasSlot(held, 'receipt')).toBe(true);
  expect(held.slots).toHaveLength(120);
});

const step = fc.record({
  does: fc.constantFrom('take' as const, 'take' as const, 'release' as const),
  messageKey: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  channel: fc.constantFrom('email' as const, 'sms' as const),
  class: fc.constantFrom('marketing' as const, 'service' as const, 'transactional' as const),
});

test('whatever is taken and released, caps see exactly what is held, and nothing else of the member changes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let outreach = NOBODY;
      const held = new Map<string, Slot>();
      for (const { does, messageKey, ...of } of steps) {
        if (does === 'release') {
          outreach = releaseSlot(outreach, messageKey);
          held.delete(messageKey);
        } else {
          outreach = takeSlot(outreach, slotOf(messageKey, of), NOON);
          held.set(messageKey, slotOf(messageKey, of));
        }
      }
      const counted = [...held.values()].filter((slot) => slot.channel === 'email' && slot.class !== 'transactional');
      for (let max = 1; max <= 5; max += 1) {
        const caps = { rules: [{ id: 'cap', channel: 'email' as const, max, days: 1 }], gapHours: {} };
        const reached = capReached(slotOf('next'), outreach.slots, caps, 'UTC', NOON);
        expect(reached?.rule).toBe(counted.length >= max ? 'cap' : undefined);
      }
      expect({ ...outreach, slots: [] }).toEqual(NOBODY);
    }),
  );
});
