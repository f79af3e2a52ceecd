import fc from 'fast-check';
import { expect, test } from 'vitest';
import { revenueOf } from '../../../lambdas/churn/run-outcome.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { LADDER } from './ladder.ts';
import {
  dayOfHours,
  IDS,
  type Id,
  instantAt,
  mergedRig,
  type Order,
  outcomesOf,
  type Silence,
} from './merged-ladders.ts';

type Rig = ReturnType<typeof mergedRig>;

/** One silence of each; that of one is a month long at least before the ladder begins, or of the same day as the other's. */
const anySilences = fc
  .record({
    silentHours: fc.tuple(fc.integer({ min: -100 * 24, max: -8 * 24 }), fc.integer({ min: -100 * 24, max: -8 * 24 })),
    isOneDay: fc.boolean(),
    waitHours: fc.tuple(fc.integer({ min: 7 * 24, max: 40 * 24 }), fc.integer({ min: 7 * 24, max: 40 * 24 })),
  })
  .map(({ silentHours: [first, second], isOneDay, waitHours }) =>
    IDS.map((id, index): Silence => {
      const silentHours = index === 0 || isOneDay ? first : second;
      return { id, silentHours, beganHours: silentHours + (waitHours[index] ?? 0) };
    }),
  );

const anyOrder = fc.record({
  id: fc.constantFrom(...IDS),
  /** Hours after one of the two came on the ladder, or before: often on the day of it. */
  after: fc.nat({ max: 1 }),
  hours: fc.oneof(fc.integer({ min: -30 * 24, max: 70 * 24 }), fc.integer({ min: -5, max: 5 })),
  paidMinor: fc.integer({ min: 1, max: 10_000 }),
  backMinor: fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 2 }),
});

/** The orders that the silences are after, and some more. */
const anyHistory = fc.record({ silences: anySilences, more: fc.array(anyOrder, { maxLength: 4 }) }).map((history) => {
  const { silences, more } = history;
  const last = silences.map(({ id, silentHours: hours }): Order => {
    return { orderId: `last of ${id}`, id, hours, paidMinor: 5, backMinor: [] };
  });
  const others = more.map(({ after, hours, ...order }, index): Order => {
    return { ...order, orderId: `o-${index}`, hours: (silences[after]?.beganHours ?? 0) + hours };
  });
  return { silences, orders: [...last, ...others] };
});

/** What a person would say who knows of all orders, and that both are one member. */
function expectedOf(silences: readonly Silence[], orders: readonly Order[]) {
  const began = silences.map((silence) => ({ ...silence, entry: dayOfHours(silence.silentHours) }));
  const [old, kept] = began;
  const isDouble = old?.entry === kept?.entry;
  const later = old !== undefined && kept !== undefined && old.beganHours < kept.beganHours ? 'm-new' : 'm-old';
  return began.map(({ id, entry, beganHours }) => {
    const endDay = addDays(dayOfHours(beganHours), LADDER.windowDays);
    const after = orders.filter(({ hours }) => dayOfHours(hours) > entry);
    const isVoid = (isDouble && id === later) || after.some(({ hours }) => hours < beganHours);
    if (isVoid) return { id, outcome: 'VOID', returnedDay: undefined, revenue: undefined };
    const returns = after.filter(({ hours }) => dayOfHours(hours) <= endDay);
    const isAnothers = ({ hours }: Order) =>
      began.some((other) => other.entry > entry && other.beganHours <= hours && other.id !== id);
    const brought = returns.filter((order) => !isAnothers(order));
    return {
      id,
      outcome: returns.length > 0 ? 'RETURNED' : 'NOT_RETURNED',
      returnedDay: returns.map(({ hours }) => dayOfHours(hours)).sort()[0],
      revenue: brought.reduce(
        (sum, { paidMinor, backMinor }) => backMinor.reduce((all, back) => all - back, sum + paidMinor),
        0,
      ),
    };
  });
}

const foundIn = ({ runs }: Rig) =>
  [...runs.values()].map((run) => ({
    id: run.memberId,
    outcome: run.outcome,
    returnedDay: run.returnedDay,
    revenue: run.outcome === 'VOID' ? undefined : revenueOf(run),
  }));

const anyTelling = anyHistory.chain(({ silences, orders }) => {
  const told = orders.flatMap((order) => outcomesOf(order).map((outcome) => ({ id: order.id, outcome })));
  return fc.record({
    silences: fc.constant(silences),
    orders: fc.constant(orders),
    told: fc.shuffledSubarray([...told, ...told], { minLength: 2 * told.length }),
    /** After how many of them the profiles become one, and the watches. */
    mergedAfter: fc.tuple(fc.nat({ max: 2 * told.length }), fc.nat({ max: 2 * told.length })),
    /** Who looks at what is due after some of them, so many hours later. */
    sweptAfter: fc.array(fc.nat({ max: 2 * told.length }), { maxLength: 3 }),
    hours: fc.nat({ max: 20 * 24 }),
  });
});

test('when two become one makes no difference to what became of their ladders, nor does which rungs are due meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(anyTelling, async ({ silences, orders, told, mergedAfter, sweptAfter, hours }) => {
      const rig = mergedRig(silences);
      const [profilesAfter = 0, watchesAfter = 0] = mergedAfter.toSorted((a, b) => a - b);
      for (let count = 0; count <= told.length; count += 1) {
        if (count === profilesAfter) rig.mergeProfiles();
        for (const each of sweptAfter) if (each === count) await rig.sweepAt(hours);
        if (count === watchesAfter) await rig.mergeWatches();
        const next = told[count];
        if (next === undefined) continue;
        rig.book(next.id, next.outcome);
        await rig.tell(next.id, next.outcome);
      }
      await rig.sweepToEnd();
      expect(foundIn(rig)).toEqual(expectedOf(silences, orders));
    }),
    { numRuns: 300 },
  );
});

test('what is told while two become one counts once and for the right ladder, whoever comes between whom', async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, fc.scheduler(), async ({ silences, orders }, scheduler) => {
      let isRacing = true;
      const rig = mergedRig(silences, async (name) =>
        isRacing ? scheduler.schedule(Promise.resolve(), name) : undefined,
      );
      const told = orders.flatMap((order) => outcomesOf(order).map((outcome) => ({ id: order.id, outcome })));
      const all: (() => Promise<unknown>)[] = [
        ...told.map(({ id, outcome }) => async () => {
          await scheduler.schedule(Promise.resolve(), 'book');
          rig.book(id, outcome);
          await rig.tell(id, outcome);
        }),
        rig.mergeWatches,
        () => rig.sweepAt(10 * 24),
      ];
      rig.mergeProfiles();
      const done = await scheduler.waitFor(Promise.allSettled(all.map((each) => each())));
      isRacing = false;
      // Whoever met others too often is asked again.
      for (const [index, { status }] of done.entries()) if (status === 'rejected') await all[index]?.();
      await rig.sweepToEnd();
      expect(foundIn(rig)).toEqual(expectedOf(silences, orders));
    }),
    { numRuns: 200 },
  );
});

const NEW: Silence = { id: 'm-new', silentHours: -90 * 24, beganHours: -59 * 24 };
const OLD: Silence = { id: 'm-old', silentHours: -31 * 24, beganHours: 0 };
const ordered = (id: Id, hours: number, paidMinor: number, backMinor: readonly number[] = []): Order => ({
  ...{ orderId: `${id} ${hours}`, id, hours, paidMinor, backMinor },
});

test('what the one who stays had ordered since the ladder of the other began ends that ladder, less what came back of it', async () => {
  const rig = mergedRig([OLD]);
  const orders = [
    ordered('m-old', OLD.silentHours, 1),
    ordered('m-new', -40 * 24, 70),
    ordered('m-new', 50, 900, [200]),
  ];
  for (const order of orders) {
    for (const outcome of outcomesOf(order)) {
      rig.book(order.id, outcome);
      await rig.tell(order.id, outcome);
    }
  }
  expect(foundIn(rig)).toMatchObject([{ outcome: undefined, revenue: 0 }]);
  rig.mergeProfiles();
  await rig.mergeWatches();
  expect(foundIn(rig)).toEqual([{ id: 'm-old', outcome: 'RETURNED', returnedDay: dayOfHours(50), revenue: 700 }]);
  const { version } = [...rig.runs.values()][0] ?? {};
  await rig.mergeWatches();
  expect([...rig.runs.values()][0]?.version, 'merged again it writes nothing').toBe(version);
});

test('an order that the later silence began with is a return from the earlier one, if its ladder had begun', async () => {
  const rig = mergedRig([OLD, NEW]);
  for (const order of [ordered('m-new', NEW.silentHours, 1), ordered('m-old', OLD.silentHours, 300)]) {
    for (const outcome of outcomesOf(order)) rig.book(order.id, outcome);
  }
  rig.mergeProfiles();
  await rig.mergeWatches();
  expect(foundIn(rig)).toEqual([
    { id: 'm-old', outcome: undefined, returnedDay: undefined, revenue: 0 },
    { id: 'm-new', outcome: 'RETURNED', returnedDay: dayOfHours(OLD.silentHours), revenue: 300 },
  ]);
  expect([...rig.runs.values()].map(({ dueAt }) => dueAt)).toEqual([instantAt(0), undefined]);
});
