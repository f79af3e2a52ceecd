import { expect, test } from 'vitest';
import type { MemberCare } from '../../../lambdas/care/member-care.ts';
import { createMergeCare } from '../../../lambdas/care/merge-care.ts';
import { BusyError } from '../../../lambdas/kernel/busy-error.ts';
import { MemoryCare } from './memory-care.ts';

const NOW = new Date('2026-06-10T00:00:00.000Z');
const held = (memberId: string, live: string, heldUntil: string): MemberCare => ({
  ...{ memberId, live, heldUntil, version: 1 },
});

async function merged(...cares: readonly MemberCare[]): Promise<MemberCare> {
  const store = new MemoryCare();
  for (const care of cares) store.cares.set(care.memberId, care);
  const merge = createMergeCare(store, () => NOW);
  await merge('m-from', 'm-to');
  const once = await store.care('m-to');
  await merge('m-from', 'm-to');
  expect(await store.care('m-to')).toEqual(once);
  return once;
}

test('the hold goes over, and of two the one that lasts longer', async () => {
  const from = held('m-from', 't-from', '2026-06-12T00:00:00.000Z');
  expect(await merged(from)).toEqual({ ...from, memberId: 'm-to' });
  const shorter = held('m-to', 't-to', '2026-06-11T00:00:00.000Z');
  expect(await merged(from, shorter)).toEqual({ ...from, memberId: 'm-to', version: 2 });
  const longer = held('m-to', 't-to', '2026-06-13T00:00:00.000Z');
  expect(await merged(from, longer)).toEqual(longer);
});

test('what is over is not taken up again', async () => {
  const over = held('m-from', 't-from', '2026-06-09T00:00:00.000Z');
  expect(await merged(over)).toEqual({ memberId: 'm-to', version: 0 });
  expect(await merged({ memberId: 'm-from', version: 3 })).toEqual({ memberId: 'm-to', version: 0 });
});

test('one that changes at every try is busy', async () => {
  const store = new MemoryCare();
  store.cares.set('m-from', held('m-from', 't-from', '2026-06-12T00:00:00.000Z'));
  store.commit = async () => 'CHANGED_MEANWHILE';
  await expect(createMergeCare(store, () => NOW)('m-from', 'm-to')).rejects.toThrow(BusyError);
});
