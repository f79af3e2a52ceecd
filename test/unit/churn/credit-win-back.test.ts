import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCreditWinBack } from '../../../lambdas/churn/credit-win-back.ts';
import type { OrderOutcome } from '../../../lambdas/churn/occasion.ts';
import { revenueOf } from '../../../lambdas/churn/run-outcome.ts';
import { newWatch } from '../../../lambdas/churn/watch.ts';
import { enterRun, ladderOf } from '../../../lambdas/churn/win-back.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { memoryChurn } from './memory-churn.ts';
import { noonOf } from './watching.ts';

const ENTRY = '2026-02-01';
const ENTERED = '2026-03-04';
const LADDER = ladderOf(
  { rungs: [{ afterDays: 0, kind: 'reminder' }], budgetPointsPerMonth: 0, windowDays: 60 },
  'Asia/Shanghai',
);
const dayAt = (offset: number) => addDays(ENTERED, offset);

/** A member on the ladder. */
function creditRig() {
  const churn = memoryChurn();
  const now = new Date(noonOf(ENTERED));
  churn.watches.set('m-1', { ...newWatch('m-1', ENTERED), winBack: ENTRY, version: 1 });
  const run = enterRun('m-1', ENTRY, { group: 'treated', stage: 'dormant', day: ENTERED, now }, LADDER);
  churn.runs.set(`m-1 ${ENTRY}`, { ...run, version: 1 });
  const credit = createCreditWinBack({ runs: churn.runStore, watches: churn.watchStore }, LADDER);
  return {
    tell: (outcome: OrderOutcome) => credit('m-1', outcome),
    run: () => churn.runs.get(`m-1 ${ENTRY}`) ?? run,
  };
}

/** Hours from noon of the day, when the member came on the ladder. */
const paid = (orderId: string, offset: number, paidMinor: number, hours = 0): OrderOutcome => ({
  ...{ kind: 'PAID', orderId, paidMinor },
  day: dayAt(offset),
  at: new Date(Date.parse(noonOf(dayAt(offset))) + hours * 3_600_000).toISOString(),
});
const returned = (orderId: string, entryId: string, returnedMinor: number, offset = 3): OrderOutcome => ({
  ...{ kind: 'RETURNED', orderId, entryId, returnedMinor },
  day: dayAt(offset),
});

/** Orders from before the silence to behind the window, some of which come back in parts. */
const anyOrders = fc
  .array(
    fc.record({
      offset: fc.oneof(fc.integer({ min: -40, max: 70 }), fc.integer({ min: -1, max: 1 })),
      hours: fc.integer({ min: -11, max: 11 }),
      paidMinor: fc.integer({ min: 0, max: 10_000 }),
      backMinor: fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 3 }),
    }),
    { maxLength: 6 },
  )
  .map((orders) => orders.map((order, index) => ({ orderId: `o-${index}`, ...order })));
type Orders = typeof anyOrders extends fc.Arbitrary<infer T> ? T : never;

const outcomesOf = (orders: Orders): OrderOutcome[] =>
  orders.flatMap(({ orderId, offset, hours, paidMinor, backMinor }) => [
    paid(orderId, offset, paidMinor, hours),
    ...backMinor.map((minor, part) => returned(orderId, `return ${orderId} ${part}`, minor, offset)),
  ]);

const anyTelling = anyOrders.chain((orders) => {
  const outcomes = outcomesOf(orders);
  const again = fc.subarray(outcomes);
  return again.chain((twice) =>
    fc.record({
      orders: fc.constant(orders),
      told: fc.shuffledSubarray([...outcomes, ...twice], { minLength: outcomes.length + twice.length }),
    }),
  );
});

test('in any order, and told twice: what orders of the window brought less what came back of them, and whether one came', async () => {
  await fc.assert(
    fc.asyncProperty(anyTelling, fc.boolean(), async ({ orders, told }, isAtOnce) => {
      const { tell, run } = creditRig();
      if (isAtOnce) await Promise.all(told.slice(0, 5).map(tell));
      for (const outcome of told) await tell(outcome);
      const after = orders.filter(({ offset }) => dayAt(offset) > ENTRY);
      const isBefore = ({ offset, hours }: Orders[number]) => offset < 0 || (offset === 0 && hours < 0);
      const counted = after.filter((order) => !isBefore(order) && order.offset <= LADDER.windowDays);
      const isVoid = after.some(isBefore);
      const revenue = counted.map((order) => order.paidMinor - order.backMinor.reduce((sum, minor) => sum + minor, 0));
      expect(revenueOf(run())).toBe(revenue.reduce((sum, minor) => sum + minor, 0));
      const outcome = counted.length > 0 ? 'RETURNED' : after.length > 0 ? 'NOT_RETURNED' : undefined;
      expect(run().outcome).toBe(isVoid ? 'VOID' : outcome);
      expect(run().returnedDay).toBe(isVoid ? undefined : counted.map(({ offset }) => dayAt(offset)).sort()[0]);
      expect(run().dueAt === undefined).toBe(after.length > 0);
    }),
    { numRuns: 300 },
  );
});

test('told again, an order writes nothing', async () => {
  const { tell, run } = creditRig();
  for (const outcome of [paid('o-1', 3, 900), returned('o-1', 'r-1', 200)]) await tell(outcome);
  const { version } = run();
  for (const outcome of [paid('o-1', 3, 900), returned('o-1', 'r-1', 200)]) await tell(outcome);
  expect([run().version, revenueOf(run())]).toEqual([version, 700]);
});

test('an order of the last day of the window is a return, and what came back of it before it was told is taken off', async () => {
  const { tell, run } = creditRig();
  await tell(returned('o-1', 'r-1', 200, 60));
  expect([revenueOf(run()), run().outcome]).toEqual([0, undefined]);
  await tell(paid('o-1', 60, 900));
  expect(revenueOf(run())).toBe(700);
  expect(run()).toMatchObject({ outcome: 'RETURNED', returnedDay: dayAt(60) });
});

test('what comes back when the next silence has begun is taken off the run that counted its order, also one of another id', async () => {
  const churn = memoryChurn();
  const now = new Date(noonOf(ENTERED));
  const at = { group: 'treated', stage: 'dormant', day: ENTERED, now } as const;
  const over = { ...enterRun('m-old', ENTRY, at, LADDER), outcome: 'RETURNED', paid: { 'o-2': 50_000 } } as const;
  const next = enterRun('m-1', dayAt(1), { ...at, day: dayAt(32) }, LADDER);
  churn.runs.set(`m-old ${ENTRY}`, { ...over, version: 1 });
  churn.runs.set(`m-1 ${dayAt(1)}`, { ...next, version: 1 });
  churn.watches.set('m-1', { ...newWatch('m-1', ENTERED), winBack: dayAt(1), formerIds: ['m-old'], version: 1 });
  const credit = createCreditWinBack({ runs: churn.runStore, watches: churn.watchStore }, LADDER);
  await credit('m-1', returned('o-2', 'r-2', 50_000));
  await credit('m-1', returned('o-3', 'r-3', 100, 40));
  const [first, second] = [churn.runs.get(`m-old ${ENTRY}`), churn.runs.get(`m-1 ${dayAt(1)}`)];
  expect(first && revenueOf(first)).toBe(0);
  expect(Object.keys(second?.returned ?? {}), 'whose order nobody told yet').toEqual(['r-3']);
});

test('an order that is told when the next silence has begun counts for the ladder of its time, and there was no silence', async () => {
  const churn = memoryChurn();
  const [before, between] = [paid('o-2', 1, 300), paid('o-3', 20, 500)];
  const at = { group: 'treated', stage: 'dormant', now: new Date(noonOf(ENTERED)) } as const;
  const first = enterRun('m-1', ENTRY, { ...at, day: ENTERED }, LADDER);
  const next = enterRun('m-1', dayAt(1), { ...at, day: dayAt(32), now: new Date(noonOf(dayAt(32))) }, LADDER);
  for (const run of [first, next]) churn.runs.set(`m-1 ${run.entry}`, { ...run, version: 1 });
  churn.watches.set('m-1', { ...newWatch('m-1', ENTERED), winBack: dayAt(1), version: 1 });
  const credit = createCreditWinBack({ runs: churn.runStore, watches: churn.watchStore }, LADDER);
  for (const outcome of [before, between, paid('o-4', 40, 800)]) await credit('m-1', outcome);
  expect(churn.runs.get(`m-1 ${ENTRY}`)).toMatchObject({ outcome: 'RETURNED', paid: { 'o-2': 300, 'o-3': 500 } });
  expect(churn.runs.get(`m-1 ${dayAt(1)}`)).toMatchObject({ outcome: 'VOID', paid: { 'o-4': 800 } });
});

test('while points are being given an order ends the ladder, but for them', async () => {
  const churn = memoryChurn();
  const now = new Date(noonOf(ENTERED));
  churn.watches.set('m-1', { ...newWatch('m-1', ENTERED), winBack: ENTRY, version: 1 });
  const run = enterRun('m-1', ENTRY, { group: 'treated', stage: 'dormant', day: ENTERED, now }, LADDER);
  churn.runs.set(`m-1 ${ENTRY}`, { ...run, granting: 200, version: 1 });
  await createCreditWinBack({ runs: churn.runStore, watches: churn.watchStore }, LADDER)('m-1', paid('o-1', 3, 900));
  const kept = churn.runs.get(`m-1 ${ENTRY}`);
  expect(kept).toMatchObject({ granting: 200, dueAt: run.dueAt, paid: { 'o-1': 900 }, outcome: 'RETURNED' });
});

test('of a member who never was on a ladder nothing is read and nothing is counted', async () => {
  const names: string[] = [];
  const churn = memoryChurn(async (name) => names.push(name));
  const credit = createCreditWinBack({ runs: churn.runStore, watches: churn.watchStore }, LADDER);
  churn.watches.set('m-1', { ...newWatch('m-1', ENTERED), version: 1 });
  await credit('m-1', paid('o-1', 1, 900));
  await credit('m-2', paid('o-2', 1, 900));
  expect([names, churn.runs.size]).toEqual([['read watch', 'read watch'], 0]);
});

test('a run that changes at every turn is tried again later', async () => {
  const churn = memoryChurn();
  churn.watches.set('m-1', { ...newWatch('m-1', ENTERED), winBack: ENTRY, version: 1 });
  churn.runs.set(`m-1 ${ENTRY}`, creditRig().run());
  const runs = { ...churn.runStore, replace: async () => 'CHANGED_MEANWHILE' as const };
  const credit = createCreditWinBack({ runs, watches: churn.watchStore }, LADDER);
  await expect(credit('m-1', paid('o-1', 1, 1))).rejects.toThrow('changed 10 times in a row');
});
