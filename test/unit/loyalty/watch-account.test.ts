import { expect, test } from 'vitest';
import { currentExpiryStep, nextExpiryStep } from '../../../lambdas/loyalty/expiry.ts';
import { calculateInactiveDay, type ExpiryPolicy, NEVER } from '../../../lambdas/loyalty/lot.ts';
import { createWatchAccount } from '../../../lambdas/loyalty/watch-account.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';

const ZONE = 'Asia/Shanghai';
const EXPIRY_DAY = '2026-06-01';

/** Midnight in the programme's zone is 16:00 of the day before in UTC. */
const midnightOf = (day: string) => `${day}T16:00:00.000Z`;

test.each([
  { now: '2026-04-01T00:00:00.000Z', current: undefined, next: { daysLeft: 30, at: midnightOf('2026-05-01') } },
  { now: midnightOf('2026-05-01'), current: 30, next: { daysLeft: 7, at: midnightOf('2026-05-24') } },
  { now: '2026-05-31T15:59:59.999Z', current: 1, next: { daysLeft: 0, at: midnightOf('2026-05-31') } },
  { now: midnightOf('2026-05-31'), current: 0, next: { daysLeft: 0, at: midnightOf('2026-05-31') } },
  { now: '2027-01-01T00:00:00.000Z', current: 0, next: { daysLeft: 0, at: midnightOf('2026-05-31') } },
])('at $now the step is $current, and the next one $next.daysLeft days before', ({ now, current, next }) => {
  expect(currentExpiryStep(EXPIRY_DAY, new Date(now), ZONE)?.daysLeft).toBe(current);
  expect(nextExpiryStep(EXPIRY_DAY, new Date(now), ZONE)).toEqual(next);
});

test('points that never expire have no steps', () => {
  expect(nextExpiryStep(NEVER, new Date(), ZONE)).toBeUndefined();
  expect(currentExpiryStep(NEVER, new Date(), ZONE)).toBeUndefined();
});

/** A member with 40 points that expire on a day, under a clock that a test moves. */
async function memberWithLot(openedAt: string, expiry: ExpiryPolicy = { kind: 'never' }, day = EXPIRY_DAY) {
  let now = new Date(openedAt);
  const memory = createMemoryLedger(() => now, ZONE, expiry);
  const add = async (entryId: string, points: number, expiryDay = day) =>
    memory.ledger.commit({
      entries: [
        {
          memberId: 'm-1',
          entryId,
          kind: 'ADJUST',
          deltas: { active: points },
          occurredAt: now.toISOString(),
          recordedAt: now.toISOString(),
        },
      ],
      lots: [{ kind: 'ADD_ACTIVE', lot: { memberId: 'm-1', expiryDay, points } }],
      gainer: await memory.ledger.account('m-1'),
    });
  await add('ADJUST#1', 40);
  const watch = createWatchAccount(memory.ledger, { timeZone: ZONE, expiry }, () => now);
  return {
    memory,
    add,
    fireAt: async (at: string) => {
      now = new Date(at);
      await Promise.all([watch('m-1'), watch('m-1')]);
      await watch('m-1');
    },
    told: () => memory.noticesOf('m-1').map(({ data }) => [data['daysLeft'], data['points']]),
  };
}

test('the member is told 30, 7 and 1 day before, once each, and on the day the points expire', async () => {
  const { memory, fireAt, told } = await memberWithLot('2026-03-01T00:00:00.000Z');
  await fireAt('2026-04-30T00:00:00.000Z');
  expect(told()).toEqual([]);
  for (const day of ['2026-05-01', '2026-05-24', '2026-05-30']) await fireAt(midnightOf(day));
  expect(told()).toEqual([
    [30, 40],
    [7, 40],
    [1, 40],
  ]);
  await fireAt('2026-05-31T15:59:59.999Z');
  expect((await memory.ledger.account('m-1')).balance.active).toBe(40);
  await fireAt(midnightOf('2026-05-31'));
  expect((await memory.ledger.account('m-1')).balance).toMatchObject({ active: 0, expired: 40 });
  const expiries = (await memory.entriesOf('m-1')).filter(({ kind }) => kind === 'EXPIRE');
  expect(expiries).toMatchObject([
    { occurredAt: midnightOf('2026-05-31'), allocation: [{ expiryDay: EXPIRY_DAY, points: 40 }] },
  ]);
});

test('after an outage over two notices one is told, the nearer', async () => {
  const { fireAt, told } = await memberWithLot('2026-03-01T00:00:00.000Z');
  await fireAt('2026-05-28T00:00:00.000Z');
  expect(told()).toEqual([[7, 40]]);
});

test('points that come with ten days to go are told of seven days before, and those that come too late expire at once', async () => {
  const late = await memberWithLot('2026-05-22T00:00:00.000Z');
  await late.fireAt('2026-05-23T00:00:00.000Z');
  expect(late.told()).toEqual([]);
  await late.fireAt(midnightOf('2026-05-24'));
  expect(late.told()).toEqual([[7, 40]]);

  const tooLate = await memberWithLot('2026-07-01T00:00:00.000Z');
  await tooLate.fireAt('2026-07-01T00:00:00.000Z');
  expect((await tooLate.memory.ledger.account('m-1')).balance).toMatchObject({ active: 0, expired: 40 });
});

test('points of the same day that come after the others expired are another lot, and expire too', async () => {
  const { memory, add, fireAt } = await memberWithLot('2026-03-01T00:00:00.000Z');
  await fireAt('2026-06-02T00:00:00.000Z');
  await add('ADJUST#2', 5);
  await fireAt('2026-06-02T01:00:00.000Z');
  expect((await memory.ledger.account('m-1')).balance).toMatchObject({ active: 0, expired: 45 });
});

test('lots of many days each expire on their own, however late it is looked at', async () => {
  const { memory, add, fireAt } = await memberWithLot('2026-03-01T00:00:00.000Z');
  for (let day = 1; day <= 60; day += 1) {
    await add(
      `ADJUST#of-${day}`,
      day,
      `2026-${day <= 30 ? '04' : '07'}-${String(((day - 1) % 30) + 1).padStart(2, '0')}`,
    );
  }
  await fireAt('2026-04-15T00:00:00.000Z');
  const { balance, dueAt } = await memory.ledger.account('m-1');
  expect(balance.expired).toBe((15 * 16) / 2);
  expect(dueAt).toBe(midnightOf('2026-04-15'));
  await fireAt('2026-12-01T00:00:00.000Z');
  expect((await memory.ledger.account('m-1')).balance).toMatchObject({ active: 0, expired: 40 + (60 * 61) / 2 });
  expect((await memory.ledger.account('m-1')).dueAt).toBeUndefined();
});

test('points that expire sooner than those before bring the next look nearer, and later ones do not put it off', async () => {
  const { memory, add } = await memberWithLot('2026-03-01T00:00:00.000Z');
  await add('ADJUST#later', 5, '2027-01-01');
  expect((await memory.ledger.account('m-1')).dueAt).toBe(midnightOf('2026-05-01'));
  await add('ADJUST#sooner', 5, '2026-04-20');
  expect((await memory.ledger.account('m-1')).dueAt).toBe(midnightOf('2026-03-20'));
});

const INACTIVITY = { kind: 'inactivity', months: 6 } as const;

test.each([
  { at: '2026-08-31T04:00:00.000Z', day: '2027-03-01' },
  { at: '2027-08-31T04:00:00.000Z', day: '2028-03-01' },
  // In the zone it is the first of March already.
  { at: '2026-02-28T16:00:00.000Z', day: '2026-09-02' },
])('of who was last active at $at the points are good to the day before $day', ({ at, day }) => {
  expect(calculateInactiveDay(Date.parse(at), INACTIVITY, ZONE)).toBe(day);
});

test('where inactivity ends points, whoever does something keeps all of them, and who does not is told', async () => {
  const { memory, add, fireAt, told } = await memberWithLot('2026-01-10T04:00:00.000Z', INACTIVITY, NEVER);
  expect(await memory.ledger.account('m-1')).toMatchObject({
    inactiveDay: '2026-07-11',
    dueAt: midnightOf('2026-06-10'),
  });
  await fireAt('2026-05-10T04:00:00.000Z');
  await add('ADJUST#2', 5);
  await fireAt('2026-07-12T04:00:00.000Z');
  expect(told()).toEqual([]);
  expect(await memory.ledger.account('m-1')).toMatchObject({
    balance: { active: 45, expired: 0 },
    inactiveDay: '2026-11-11',
    dueAt: midnightOf('2026-10-11'),
  });
  await fireAt(midnightOf('2026-11-03'));
  await fireAt(midnightOf('2026-11-10'));
  expect(told()).toEqual([[7, 45]]);
  expect(await memory.ledger.account('m-1')).toMatchObject({ balance: { active: 0, expired: 45 } });
});
