import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReleaseClaim } from '../../../lambdas/outreach/claim-message.ts';
import { hasSlot, type Slot, slotKey } from '../../../lambdas/outreach/member-outreach.ts';
import { createMergeOutreach } from '../../../lambdas/outreach/merge-outreach.ts';
import { memoryOutreach } from './memory-outreach.ts';

const NOW = new Date('2026-06-10T04:00:00.000Z');
const slot = (messageKey: string): Slot => ({
  ...{ key: slotKey(messageKey), channel: 'email', topic: 'offers', class: 'marketing' },
  at: '2026-06-09T04:00:00.000Z',
});

/** Two members with a message each; the one of `m-old` goes by the key `rejected`. `wait` holds up each access. */
function rig(wait?: (name: string) => Promise<unknown>) {
  const { store, kept, read } = memoryOutreach(wait);
  kept.set('m-old', { memberId: 'm-old', consents: {}, slots: [slot('rejected'), slot('sent')], version: 1 });
  kept.set('m-new', { memberId: 'm-new', consents: {}, slots: [slot('own')], version: 1 });
  const merge = createMergeOutreach(store);
  return {
    read,
    merge: () => merge('m-old', 'm-new', NOW),
    release: createReleaseClaim({ outreach: store }),
  };
}

const keysOf = ({ slots }: { readonly slots: readonly Slot[] }) => slots.map(({ key }) => key).sort();

test('a message that was claimed for a member who became another gives its slot back there, and no other slot', async () => {
  const { merge, release, read } = rig();
  await merge();
  expect(hasSlot(read('m-new'), 'rejected')).toBe(true);
  const closed = read('m-old');
  await release('m-old', 'rejected');
  expect(keysOf(read('m-new'))).toEqual(keysOf({ slots: [slot('own'), slot('sent')] }));
  expect(read('m-old')).toEqual(closed);
  const after = read('m-new');
  await release('m-old', 'rejected');
  expect(read('m-new')).toEqual(after);
});

test('a slot that is given back while two members become one is left at neither', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const { merge, release, read } = rig((name) => scheduler.schedule(Promise.resolve(), name));
      await scheduler.waitFor(Promise.all([merge(), release('m-old', 'rejected')]));
      expect(read('m-old').forwardTo).toBe('m-new');
      expect(keysOf(read('m-new'))).toEqual(keysOf({ slots: [slot('own'), slot('sent')] }));
    }),
  );
});
