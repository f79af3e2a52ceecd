import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answeredAt, CARE, careRig, DAY_MS, HOUR_MS, MemoryCare, openedAt, ratedAt, START } from './memory-care.ts';

const BAD = ratedAt(START, 2, 'bad');
const GOOD = ratedAt(START + HOUR_MS, 9, 'good');

test.each([
  ['after the merge', ['bad', 'merge', 'good']],
  ['before the merge', ['bad', 'good', 'merge']],
] as const)(
  'a good rating under the id of the one who stays, told %s, ends what began under the other',
  async (_, order) => {
    const rig = careRig();
    const acts = {
      bad: () => rig.watch('m-from', 't-1', { told: BAD }),
      good: () => rig.watch('m-to', 't-1', { told: GOOD }),
      merge: () => rig.merge('m-from', 'm-to'),
    };
    for (const act of order) await acts[act]();
    expect(rig.store.recoveries.get('m-from t-1')).toMatchObject({ outcome: 'SATISFIED' });
    expect(await rig.store.care('m-to')).not.toHaveProperty('heldUntil');
  },
);

test('one under the old id ends what began under the id of the one who stays', async () => {
  const rig = careRig();
  await rig.watch('m-to', 't-1', { told: BAD });
  await rig.watch('m-from', 't-1', { told: GOOD });
  await rig.merge('m-from', 'm-to');
  expect(rig.store.recoveries.get('m-to t-1')).toMatchObject({ outcome: 'SATISFIED' });
  expect(await rig.store.care('m-to')).not.toHaveProperty('heldUntil');
});

test('a merge that was stopped before it looked at what was rated does so when it is asked again', async () => {
  const rig = careRig();
  await rig.watch('m-from', 't-1', { told: BAD });
  await rig.watch('m-to', 't-1', { told: GOOD });
  let commits = 0;
  rig.store.crash = () => {
    commits += 1;
    if (commits === 2) throw new Error('the process died');
  };
  await expect(rig.merge('m-from', 'm-to')).rejects.toThrow('died');
  await rig.merge('m-from', 'm-to');
  expect(await rig.store.care('m-to')).not.toHaveProperty('heldUntil');
});

test('another ticket that was rated well ends nothing', async () => {
  const rig = careRig();
  await rig.watch('m-from', 't-1', { told: BAD });
  await rig.merge('m-from', 'm-to');
  await rig.watch('m-to', 't-2', { told: GOOD });
  expect(await rig.store.care('m-to')).toMatchObject({ live: 't-1' });
});

test('where both had one, a good rating ends the one of its ticket, and the later date the hold', async () => {
  const rig = careRig();
  await rig.watch('m-from', 't-1', { told: BAD });
  await rig.watch('m-to', 't-2', { told: BAD });
  await rig.merge('m-from', 'm-to');
  await rig.watch('m-to', 't-1', { told: GOOD });
  expect(rig.store.recoveries.get('m-from t-1')).toMatchObject({ outcome: 'SATISFIED' });
  expect(rig.store.recoveries.get('m-to t-2')).not.toHaveProperty('outcome');
  expect(await rig.store.care('m-to')).toHaveProperty('heldUntil');
});

test('an answer that was told under the other id is no late one', async () => {
  const rig = careRig();
  await rig.watch('m-from', 't-1', { told: openedAt(START) });
  await rig.merge('m-from', 'm-to');
  await rig.watch('m-to', 't-1', { told: answeredAt(START + HOUR_MS) });
  rig.at(START + 2 * DAY_MS);
  await rig.sweep();
  expect(rig.store.recoveries.size).toBe(0);
  expect(rig.store.tickets.get('m-from t-1')).not.toHaveProperty('lateAt');
});

/** A store whose every call waits until the scheduler comes to it. */
function scheduledCare(scheduler: fc.Scheduler): MemoryCare {
  const store = new MemoryCare();
  store.ticket = scheduler.scheduleFunction(store.ticket.bind(store));
  store.recovery = scheduler.scheduleFunction(store.recovery.bind(store));
  store.care = scheduler.scheduleFunction(store.care.bind(store));
  store.commit = scheduler.scheduleFunction(store.commit.bind(store));
  return store;
}

test('whoever was rated under which id, and in whichever order all is told and merged: a good rating at last lets the member go', async () => {
  const ids = fc.constantFrom('m-a', 'm-b', 'm-c');
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), ids, ids, async (scheduler, badId, goodId) => {
      const rig = careRig('treated', { care: CARE }, scheduledCare(scheduler));
      const all = Promise.all([
        rig.watch(badId, 't-1', { told: BAD }),
        rig.watch(goodId, 't-1', { told: GOOD }),
        rig.merge('m-a', 'm-b'),
        rig.merge('m-b', 'm-c'),
      ]);
      await scheduler.waitFor(all);
      expect(rig.store.cares.get('m-c')).not.toHaveProperty('heldUntil');
      const outcomes = [...rig.store.recoveries.values()].map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome !== 'SATISFIED')).toEqual([]);
      expect(rig.store.names().filter((name) => name === 'RecoveryApologised').length).toBeLessThan(2);
    }),
    { numRuns: 2_000 },
  );
});
