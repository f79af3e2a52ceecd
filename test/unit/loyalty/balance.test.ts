import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyDeltas, type Balance, EMPTY_BALANCE } from '../../../lambdas/loyalty/balance.ts';
import { createEarnPoints } from '../../../lambdas/loyalty/earn-points.ts';
import { BUCKETS, type Deltas } from '../../../lambdas/loyalty/ledger-entry.ts';
import { calculateEarning, type PaidOrder } from '../../../lambdas/loyalty/order-earning.ts';
import { createReleasePoints } from '../../../lambdas/loyalty/release-points.ts';
import { createMemoryLedger, lotKey, type MemoryLedger } from './memory-ledger.ts';
import { paidOrder, RECORDED_AT, SETTINGS } from './orders.ts';

const deltas = fc.record(
  Object.fromEntries(BUCKETS.map((bucket) => [bucket, fc.integer({ min: -1_000, max: 1_000 })])),
  { requiredKeys: [] },
) as fc.Arbitrary<Deltas>;

/** A step of a history: an order that is paid, or its lot that comes due, whether it was earned yet or not. */
const step = fc.record({
  action: fc.constantFrom('earn', 'release'),
  memberId: fc.constantFrom('m-1', 'm-2'),
  order: fc.nat({ max: 4 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const orderOf = ({ memberId, order }: Step): PaidOrder =>
  paidOrder({ memberId, orderId: `o-${order}`, revenue: `${order * 10}.99`, causeHash: `hash-${order}` });

/** Plays steps at once; `before` may hold up each access to the stores. */
async function play(
  steps: readonly Step[],
  before: (access: string) => Promise<unknown> = async () => undefined,
  settled: (all: Promise<unknown>) => Promise<unknown> = (all) => all,
) {
  const ledger = createMemoryLedger();
  const held: MemoryLedger = {
    ...ledger,
    record: (earning) => before('record').then(() => ledger.record(earning)),
    causeHash: (...entry) => before('causeHash').then(() => ledger.causeHash(...entry)),
    pendingLot: (key) => before('pendingLot').then(() => ledger.pendingLot(key)),
    release: (...lot) => before('release').then(() => ledger.release(...lot)),
  };
  const earnPoints = createEarnPoints(held, SETTINGS, () => RECORDED_AT);
  const releasePoints = createReleasePoints(held, () => RECORDED_AT);
  const all = steps.map((each) => {
    const order = orderOf(each);
    if (each.action === 'earn') return earnPoints(order);
    const earning = calculateEarning(order, SETTINGS, RECORDED_AT);
    return earning.ok ? releasePoints(lotKey(earning.value.lot)) : undefined;
  });
  await settled(Promise.all(all));
  return ledger;
}

/** The invariants of the ledger, on whatever is in it. */
function expectSound({ entries, balances, pendingLots, activeLots }: MemoryLedger, steps: readonly Step[]): void {
  for (const memberId of ['m-1', 'm-2']) {
    const own = [...entries.values()].filter((entry) => entry.memberId === memberId);
    const balance = balances.get(memberId) ?? EMPTY_BALANCE;
    for (const bucket of BUCKETS) {
      expect(balance[bucket]).toBe(own.reduce((sum, entry) => sum + (entry.deltas[bucket] ?? 0), 0));
    }
    const waiting = [...pendingLots.values()].filter((lot) => lot.memberId === memberId);
    expect(balance.pending).toBe(waiting.reduce((sum, { points }) => sum + points, 0));
    expect(balance.active + balance.pending).toBe(balance.lifetimeEarned);
    const earned = new Set(
      steps.filter((each) => each.action === 'earn' && each.memberId === memberId).map((s) => s.order),
    );
    expect(balance.lifetimeEarned).toBe([...earned].reduce((sum, order) => sum + order * 10, 0));
  }
  const active = [...balances.values()].reduce((sum, balance) => sum + balance.active, 0);
  expect([...activeLots.values()].reduce((sum, points) => sum + points, 0)).toBe(active);
}

test('whatever the entries, the balance is their sum in each bucket, and their order does not matter', () => {
  fc.assert(
    fc.property(fc.array(deltas), fc.func(fc.integer()), (all, rank) => {
      const sumOf = (list: readonly Deltas[]): Balance => list.reduce(applyDeltas, EMPTY_BALANCE);
      for (const bucket of BUCKETS) {
        expect(sumOf(all)[bucket]).toBe(all.reduce((sum, each) => sum + (each[bucket] ?? 0), 0));
      }
      expect(sumOf(all.toSorted((a, b) => rank(a) - rank(b)))).toEqual(sumOf(all));
    }),
  );
});

test('an entry changes no balance but the one that results', () => {
  expect(applyDeltas(EMPTY_BALANCE, { pending: 3 })).toEqual({ ...EMPTY_BALANCE, pending: 3 });
  expect(Object.values(EMPTY_BALANCE).every((points) => points === 0)).toBe(true);
});

test('however orders and releases are doubled and interleaved, each counts once and balances agree with entries', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.scheduler(), async (steps, scheduler) => {
      const ledger = await play(
        steps,
        (access) => scheduler.schedule(Promise.resolve(), access),
        (all) => scheduler.waitFor(all),
      );
      expectSound(ledger, steps);
    }),
    { numRuns: 200 },
  );
});

test('each order is released at most once, and never before it is earned', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.scheduler(), async (steps, scheduler) => {
      const { entries } = await play(
        steps,
        (access) => scheduler.schedule(Promise.resolve(), access),
        (all) => scheduler.waitFor(all),
      );
      const kinds = [...entries.values()].map(({ kind }) => kind);
      const earnedFirst = [...entries.values()].every(
        ({ kind, memberId, orderId }, index, all) =>
          kind !== 'RELEASE' ||
          all
            .slice(0, index)
            .some((e) => e.kind === 'EARN_PENDING' && e.memberId === memberId && e.orderId === orderId),
      );
      expect(earnedFirst).toBe(true);
      expect(kinds.filter((kind) => kind === 'RELEASE').length).toBeLessThanOrEqual(
        kinds.filter((kind) => kind === 'EARN_PENDING').length,
      );
    }),
  );
});

test('facts do not depend on their order: the same orders in any order leave the same balances', async () => {
  const earns = fc.array(
    step.map((each) => ({ ...each, action: 'earn' as const })),
    { maxLength: 20 },
  );
  await fc.assert(
    fc.asyncProperty(earns, fc.func(fc.integer()), async (steps, rank) => {
      const one = await play(steps);
      const other = await play(steps.toSorted((a, b) => rank(a) - rank(b)));
      expect(new Map([...other.balances].sort())).toEqual(new Map([...one.balances].sort()));
    }),
  );
});
