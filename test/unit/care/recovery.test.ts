import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  answeredAt,
  CARE,
  type CareRig,
  careRig,
  DAY_MS,
  HOUR_MS,
  instant,
  openedAt,
  ratedAt,
  resolvedAt,
  START,
} from './memory-care.ts';

const recoveryOf = ({ store }: CareRig, ticketId = 't-1') => store.recoveries.get(`m-1 ${ticketId}`);
const rate = (rig: CareRig, rating: number, ms = START, messageId = `rate ${ms}`) =>
  rig.watch('m-1', 't-1', { told: ratedAt(ms, rating, messageId) });
const sweepUntil = async (rig: CareRig, fromMs: number, toMs: number, everyMs = HOUR_MS) => {
  for (let ms = fromMs; ms <= toMs; ms += everyMs) {
    rig.at(ms);
    await rig.sweep();
  }
};

test('a bad rating is followed by an apology at once, points, a question, and the end', async () => {
  const rig = careRig();
  await rate(rig, 6);
  expect(rig.store.names()).toEqual(['RecoveryApologised']);
  expect(rig.store.cares.get('m-1')).toMatchObject({ live: 't-1', heldUntil: instant(START + 14 * DAY_MS) });
  await sweepUntil(rig, START, START + 23 * HOUR_MS);
  expect(rig.booked.size).toBe(0);
  await sweepUntil(rig, START + DAY_MS, START + 2 * DAY_MS);
  expect([...rig.booked.values()]).toEqual([100]);
  expect(rig.store.names()).toEqual(['RecoveryApologised', 'RecoveryCompensated']);
  await sweepUntil(rig, START + 2 * DAY_MS, START + 14 * DAY_MS);
  expect(rig.store.names()).toEqual([
    ...['RecoveryApologised', 'RecoveryCompensated', 'RecoveryFollowUp', 'RecoveryEnded'],
  ]);
  expect(recoveryOf(rig)).toMatchObject({ outcome: 'EXPIRED', pointsGiven: 100, group: 'treated' });
  expect(rig.store.cares.get('m-1')).not.toHaveProperty('live');
  rig.visits.push('2026-06-20');
  await sweepUntil(rig, START + 30 * DAY_MS, START + 32 * DAY_MS);
  expect(recoveryOf(rig)).toMatchObject({ hasReturned: true });
  expect(recoveryOf(rig)).not.toHaveProperty('dueAt');
});

test.each([7, 10])('a rating of %d is no bad experience', async (rating) => {
  const rig = careRig();
  await rate(rig, rating);
  expect(recoveryOf(rig)).toBe(undefined);
  expect(rig.store.tickets.get('m-1 t-1')).toMatchObject({ rated: { rating } });
});

test('a good rating that follows ends it at once, and nothing more is given or asked', async () => {
  const rig = careRig();
  await rate(rig, 2);
  rig.at(START + 5 * HOUR_MS);
  await rate(rig, 9, START + 5 * HOUR_MS);
  expect(recoveryOf(rig)).toMatchObject({ outcome: 'SATISFIED', endedAt: instant(START + 5 * HOUR_MS) });
  expect(rig.store.cares.get('m-1')).not.toHaveProperty('heldUntil');
  await sweepUntil(rig, START + 6 * HOUR_MS, START + 40 * DAY_MS, 6 * HOUR_MS);
  expect(rig.store.names()).toEqual(['RecoveryApologised', 'RecoveryEnded']);
  expect(rig.booked.size).toBe(0);
});

test('a good rating that comes while points are given lets the member go as soon as they are', async () => {
  const rig = careRig();
  await rate(rig, 2);
  rig.at(START + DAY_MS);
  let commits = 0;
  rig.store.crash = () => {
    commits += 1;
    if (commits > 2) throw new Error('the process died');
  };
  await expect(rig.sweep()).rejects.toThrow('died');
  rig.store.crash = () => undefined;
  expect(recoveryOf(rig)).toMatchObject({ granting: 100 });
  await rate(rig, 9, START + DAY_MS);
  await rig.sweep();
  expect([...rig.booked.values()]).toEqual([100]);
  expect(recoveryOf(rig)).toMatchObject({ outcome: 'SATISFIED', pointsGiven: 100 });
  expect(rig.store.cares.get('m-1')).not.toHaveProperty('heldUntil');
});

test('a rating that was good before it was bad does not end it, whichever is told first', async () => {
  const rig = careRig();
  await rate(rig, 2, START);
  await rate(rig, 10, START - HOUR_MS);
  expect(recoveryOf(rig)).not.toHaveProperty('outcome');
});

test('a bad rating that a later good one has overtaken is nothing to make good', async () => {
  const rig = careRig();
  await rate(rig, 10, START);
  await rate(rig, 2, START - HOUR_MS);
  expect(rig.store.recoveries.size).toBe(0);
  expect(rig.store.tickets.get('m-1 t-1')).toMatchObject({ rated: { rating: 2 }, ratedLast: { rating: 10 } });
});

test('a rating between two others that comes again as a bad one changes nothing', async () => {
  const rig = careRig();
  await rate(rig, 8, START, 'r-1');
  await rate(rig, 9, START + 1, 'r-2');
  await rate(rig, 10, START + 2, 'r-3');
  const before = rig.store.tickets.get('m-1 t-1');
  await rate(rig, 1, START + 1, 'r-2');
  expect(rig.store.tickets.get('m-1 t-1')).toEqual(before);
  expect(rig.store.recoveries.size).toBe(0);
});

test('a day on which the member only rated is no return; a visit of the day of the apology is none either', async () => {
  const rig = careRig();
  await rate(rig, 2);
  rig.at(START + 3 * DAY_MS);
  await rate(rig, 9, START + 3 * DAY_MS);
  rig.visits.push('2026-06-01', '2026-06-04', '2026-07-02');
  await sweepUntil(rig, START + 31 * DAY_MS, START + 32 * DAY_MS);
  expect(recoveryOf(rig)).toMatchObject({ hasReturned: false });
});

test('the control hears the apology and the question, and gets no points', async () => {
  const rig = careRig('control');
  await rate(rig, 2);
  await sweepUntil(rig, START, START + 40 * DAY_MS, 3 * HOUR_MS);
  expect(rig.store.names()).toEqual(['RecoveryApologised', 'RecoveryFollowUp', 'RecoveryEnded']);
  expect([rig.booked.size, rig.store.given.size]).toEqual([0, 0]);
  expect(recoveryOf(rig)).toMatchObject({ group: 'control', pointsGiven: 0, isUnfunded: false, hasReturned: false });
});

test('where nobody gets points nobody is of the control', async () => {
  const { compensation: _, ...withoutPoints } = CARE;
  const rig = careRig('control', { care: withoutPoints });
  await rate(rig, 2);
  expect(recoveryOf(rig)).toMatchObject({ group: 'treated' });
  await sweepUntil(rig, START, START + 15 * DAY_MS, 6 * HOUR_MS);
  expect(rig.store.names()).toEqual(['RecoveryApologised', 'RecoveryFollowUp', 'RecoveryEnded']);
});

test('the month gives what its budget has, and no more', async () => {
  const rig = careRig();
  for (const name of ['a', 'b', 'c']) await rig.watch(`m-${name}`, 't-1', { told: ratedAt(START, 1) });
  await sweepUntil(rig, START, START + 2 * DAY_MS);
  expect(rig.store.given.get('2026-06')).toBe(200);
  const all = [...rig.store.recoveries.values()];
  expect(all.map(({ isUnfunded, pointsGiven }) => [isUnfunded, pointsGiven]).sort()).toEqual([
    [false, 100],
    [false, 100],
    [true, 0],
  ]);
  expect(rig.store.names().filter((name) => name === 'RecoveryCompensated')).toHaveLength(2);
});

test('an answer that is late is a bad experience when its hours are over, and one in time is none', async () => {
  const rig = careRig();
  await rig.watch('m-1', 't-1', { told: openedAt(START) });
  await rig.watch('m-1', 't-2', { told: openedAt(START) });
  await rig.watch('m-1', 't-2', { told: answeredAt(START + 24 * HOUR_MS) });
  await sweepUntil(rig, START, START + 24 * HOUR_MS);
  expect(rig.store.recoveries.size).toBe(0);
  await sweepUntil(rig, START + 25 * HOUR_MS, START + 26 * HOUR_MS);
  expect(recoveryOf(rig)).toMatchObject({ cause: 'LATE_ANSWER', ticketId: 't-1' });
  expect(rig.store.recoveries.size).toBe(1);
  expect([...rig.store.tickets.values()].map(({ lateAt }) => lateAt)).toEqual([undefined, undefined]);
});

test('a late answer is seen when it is told, if nobody looked before', async () => {
  const rig = careRig();
  await rig.watch('m-1', 't-1', { told: resolvedAt(START + 30 * HOUR_MS) });
  await rig.watch('m-1', 't-1', { told: openedAt(START) });
  expect(recoveryOf(rig)).toMatchObject({ cause: 'LATE_ANSWER' });
});

test('words that come together a day late are no late answer if one of them is an answer in time', async () => {
  const rig = careRig();
  rig.at(START + 30 * HOUR_MS);
  await rig.watch('m-1', 't-1', { told: openedAt(START) });
  await rig.watch('m-1', 't-2', { told: openedAt(START) });
  await rig.watch('m-1', 't-1', { told: answeredAt(START + HOUR_MS) });
  expect(rig.store.recoveries.size).toBe(0);
  // The one that nobody answered is found when it is due, which it is at once.
  await rig.sweep();
  expect([...rig.store.recoveries.values()]).toMatchObject([{ ticketId: 't-2', cause: 'LATE_ANSWER' }]);
});

test('what is told of the past is known, and nothing follows from it', async () => {
  const rig = careRig();
  await rig.watch('m-1', 't-1', { told: openedAt(START - 90 * DAY_MS), isOfThePast: true });
  await rig.watch('m-1', 't-1', { told: ratedAt(START - 89 * DAY_MS, 1), isOfThePast: true });
  await rig.watch('m-1', 't-1', { told: openedAt(START - 90 * DAY_MS), isOfThePast: false });
  await sweepUntil(rig, START, START + 3 * DAY_MS);
  expect(rig.store.recoveries.size).toBe(0);
  expect(rig.store.tickets.get('m-1 t-1')).toMatchObject({ rated: { rating: 1 } });
});

test('while one is made good another is not begun; after it one may be', async () => {
  const rig = careRig();
  await rate(rig, 2);
  await rig.watch('m-1', 't-2', { told: ratedAt(START, 1) });
  expect(rig.store.tickets.get('m-1 t-2')).toMatchObject({ recovery: 'ANOTHER_LIVE' });
  rig.at(START + 15 * DAY_MS);
  // Nobody has looked since: it is over by its own date.
  await rig.watch('m-1', 't-3', { told: ratedAt(START + 15 * DAY_MS, 1) });
  await sweepUntil(rig, START + 15 * DAY_MS, START + 15 * DAY_MS);
  expect(rig.store.cares.get('m-1')).toMatchObject({ live: 't-3' });
  expect([...rig.store.recoveries.keys()]).toEqual(['m-1 t-1', 'm-1 t-3']);
});

test('whoever looks only after the end gives and asks nothing any more', async () => {
  const rig = careRig();
  await rate(rig, 2);
  await sweepUntil(rig, START + 20 * DAY_MS, START + 21 * DAY_MS);
  expect(rig.store.names()).toEqual(['RecoveryApologised', 'RecoveryEnded']);
  expect(rig.booked.size).toBe(0);
});

test('without a word about it in the programme tickets are only known', async () => {
  const rig = careRig('treated', {});
  await rig.watch('m-1', 't-1', { told: openedAt(START) });
  await rate(rig, 1);
  await sweepUntil(rig, START, START + 3 * DAY_MS);
  expect([rig.store.recoveries.size, rig.store.notices.size]).toEqual([0, 0]);
});

test('a programme that makes nothing good any more ends what has begun on its day, and waits for no answer', async () => {
  const before = careRig();
  await rate(before, 1);
  await before.watch('m-1', 't-2', { told: openedAt(START) });
  const rig = careRig('treated', {}, before.store);
  await sweepUntil(rig, START, START + 15 * DAY_MS);
  expect(rig.store.names()).toEqual(['RecoveryApologised', 'RecoveryEnded']);
  expect(recoveryOf(rig)).toMatchObject({ outcome: 'EXPIRED', pointsGiven: 0 });
  expect(rig.store.tickets.get('m-1 t-2')).not.toHaveProperty('lateAt');
});

test('wherever a process dies, and however often each step is tried, everything happens once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 8 }), async (crashes) => {
      const rig = careRig();
      let steps = 0;
      const left = [...crashes];
      rig.store.crash = () => {
        steps += 1;
        if (steps < (left[0] ?? Number.POSITIVE_INFINITY)) return;
        steps = 0;
        left.shift();
        throw new Error('the process died');
      };
      const until = async (act: () => Promise<unknown>) => {
        for (let attempt = 0; attempt <= crashes.length; attempt += 1) {
          try {
            await act();
            return;
          } catch (error) {
            if (!String(error).includes('died')) throw error;
          }
        }
      };
      await until(() => rate(rig, 3));
      await until(() => rate(rig, 3));
      for (let ms = START; ms <= START + 33 * DAY_MS; ms += 6 * HOUR_MS) {
        rig.at(ms);
        await until(rig.sweep);
      }
      expect(rig.store.names()).toEqual([
        ...['RecoveryApologised', 'RecoveryCompensated', 'RecoveryFollowUp', 'RecoveryEnded'],
      ]);
      expect([...rig.booked.values()]).toEqual([CARE.compensation?.points]);
      expect([...rig.store.given.values()]).toEqual([CARE.compensation?.points]);
      expect(recoveryOf(rig)).toMatchObject({ pointsGiven: 100, outcome: 'EXPIRED', hasReturned: false });
    }),
    { numRuns: 60 },
  );
});
