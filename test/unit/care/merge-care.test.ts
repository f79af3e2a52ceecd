import { expect, test } from 'vitest';
import type { MemberCare } from '../../../lambdas/care/member-care.ts';
import { createMergeCare } from '../../../lambdas/care/merge-care.ts';
import { BusyError } from '../../../lambdas/kernel/busy-error.ts';
import {
  type CareRig,
  careRig,
  DAY_MS,
  HOUR_MS,
  instant,
  MemoryCare,
  ratedAt,
  SETTINGS,
  START,
} from './memory-care.ts';

/** The one who stays, and remembers whom it was. */
const JOINED = { memberId: 'm-to', formerIds: ['m-from'] };
const NOW = new Date('2026-06-10T00:00:00.000Z');
const held = (memberId: string, live: string, heldUntil: string): MemberCare => ({
  ...{ memberId, live, heldUntil, version: 1 },
});

async function merged(...cares: readonly MemberCare[]): Promise<MemberCare> {
  const store = new MemoryCare();
  for (const care of cares) store.cares.set(care.memberId, care);
  const merge = createMergeCare(store, () => NOW, SETTINGS);
  await merge('m-from', 'm-to');
  const once = [...store.cares];
  await merge('m-from', 'm-to');
  expect([...store.cares]).toEqual(once);
  // Whoever still asks for the one that was closed is told of its hold, and whom to ask.
  const from = cares.find(({ memberId }) => memberId === 'm-from');
  expect(await store.care('m-from')).toMatchObject({ ...from, forwardTo: 'm-to', version: (from?.version ?? 0) + 1 });
  return store.care('m-to');
}

test('the hold goes over; of two the later date stays, and nothing but it lets the member go', async () => {
  const from = held('m-from', 't-from', '2026-06-12T00:00:00.000Z');
  expect(await merged(from)).toEqual({ ...from, ...JOINED });
  const shorter = held('m-to', 't-to', '2026-06-11T00:00:00.000Z');
  expect(await merged(from, shorter)).toEqual({ ...JOINED, heldUntil: from.heldUntil, version: 2 });
  const longer = held('m-to', 't-to', '2026-06-13T00:00:00.000Z');
  expect(await merged(from, longer)).toEqual({ ...JOINED, heldUntil: longer.heldUntil, version: 2 });
});

test('what is over is not taken up again', async () => {
  const over = held('m-from', 't-from', '2026-06-09T00:00:00.000Z');
  expect(await merged(over)).toEqual({ ...JOINED, version: 1 });
  expect(await merged({ memberId: 'm-from', version: 3 })).toEqual({ ...JOINED, version: 1 });
  expect(await merged()).toEqual({ ...JOINED, version: 1 });
});

test('a hold goes on to whom the member who stays was merged into', async () => {
  const store = new MemoryCare();
  store.cares.set('m-from', held('m-from', 't-from', '2026-06-12T00:00:00.000Z'));
  const merge = createMergeCare(store, () => NOW, SETTINGS);
  await merge('m-to', 'm-last');
  await merge('m-from', 'm-to');
  expect(await store.care('m-last')).toMatchObject({ live: 't-from', heldUntil: '2026-06-12T00:00:00.000Z' });
  expect(await store.care('m-to')).not.toHaveProperty('heldUntil');
});

const rate = (rig: CareRig, [memberId, ticketId]: readonly [string, string], rating: number, messageId = 'rate') =>
  rig.watch(memberId, ticketId, { told: ratedAt(rig.clock().getTime(), rating, messageId) });

test('a ticket that is told under the old id holds the member who stays, and its good end lets that one go', async () => {
  const rig = careRig();
  await rig.merge('m-from', 'm-to');
  await rate(rig, ['m-from', 't-1'], 2);
  expect(await rig.store.care('m-to')).toMatchObject({ live: 't-1', heldUntil: instant(START + 14 * DAY_MS) });
  await rate(rig, ['m-to', 't-2'], 1);
  expect(rig.store.tickets.get('m-to t-2')).toMatchObject({ recovery: 'ANOTHER_LIVE' });
  rig.at(START + HOUR_MS);
  await rate(rig, ['m-from', 't-1'], 9, 'rate again');
  expect(rig.store.recoveries.get('m-from t-1')).toMatchObject({ outcome: 'SATISFIED' });
  expect(await rig.store.care('m-to')).not.toHaveProperty('heldUntil');
});

test('one that begins just while the members are merged holds the one who stays', async () => {
  const rig = careRig();
  const commit = rig.store.commit.bind(rig.store);
  rig.store.commit = async (change) => {
    rig.store.commit = commit;
    await rig.merge('m-from', 'm-to');
    return commit(change);
  };
  await rate(rig, ['m-from', 't-1'], 2);
  expect(await rig.store.care('m-to')).toMatchObject({ live: 't-1' });
  expect(await rig.store.care('m-from')).not.toHaveProperty('heldUntil');
});

test('where both had one, neither good end lets the member go: the later date does', async () => {
  const rig = careRig();
  await rate(rig, ['m-from', 't-1'], 2);
  rig.at(START + DAY_MS);
  await rate(rig, ['m-to', 't-2'], 2);
  await rig.merge('m-from', 'm-to');
  const heldUntil = instant(START + 15 * DAY_MS);
  rig.at(START + 2 * DAY_MS);
  await rate(rig, ['m-to', 't-2'], 9, 'rate again');
  expect(await rig.store.care('m-to')).toMatchObject({ heldUntil });
  await rate(rig, ['m-from', 't-1'], 9, 'rate again');
  expect(await rig.store.care('m-to')).toMatchObject({ heldUntil });
  rig.at(START + 15 * DAY_MS);
  await rate(rig, ['m-to', 't-3'], 2);
  expect(await rig.store.care('m-to')).toMatchObject({ live: 't-3' });
});

test('one that changes at every try is busy', async () => {
  const store = new MemoryCare();
  store.cares.set('m-from', held('m-from', 't-from', '2026-06-12T00:00:00.000Z'));
  store.commit = async () => 'CHANGED_MEANWHILE';
  await expect(createMergeCare(store, () => NOW, SETTINGS)('m-from', 'm-to')).rejects.toThrow(BusyError);
});

test('members who would be merged in a ring are a fault', async () => {
  const store = new MemoryCare();
  store.cares.set('m-a', { memberId: 'm-a', forwardTo: 'm-b', version: 1 });
  store.cares.set('m-b', { memberId: 'm-b', forwardTo: 'm-a', version: 1 });
  await expect(createMergeCare(store, () => NOW, SETTINGS)('m-from', 'm-a')).rejects.toThrow(
    'forwarded more than 20 times',
  );
});

test('of those who became a member the last twenty are remembered', async () => {
  const store = new MemoryCare();
  const merge = createMergeCare(store, () => NOW, SETTINGS);
  for (let index = 0; index < 60; index += 1) await merge(`m-${index}`, 'm-to');
  await merge('m-to', 'm-last');
  const { formerIds = [] } = await store.care('m-last');
  expect([formerIds.length, formerIds[0], formerIds.at(-1)]).toEqual([20, 'm-41', 'm-to']);
});
