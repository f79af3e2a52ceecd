import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BusyError } from '../../../lambdas/kernel/busy-error.ts';
import { readAction } from '../../../lambdas/loyalty/action-earning.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { eventOf } from './orders.ts';
import { createShop } from './shop.ts';
import { atEveryStop, stopping } from './stops.ts';

const RULE = { points: 5, cap: { times: 3, per: 'day' } } as const;
const action = (n: number, facts: Readonly<Record<string, unknown>> = {}, isBackfill = false) =>
  readAction('m-1', eventOf(facts, { event: 'Checked In', messageId: `message-${n}`, isBackfill }), RULE);

test('however many at once and however often told, no more than the cap earn, and the others are booked with the reason', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 9 }), { maxLength: 30 }), async (told) => {
      const memory = createMemoryLedger();
      const { earnAction } = createShop(memory);
      await Promise.all(told.map((n) => earnAction(action(n), RULE)));
      const entries = (await memory.entriesOf('m-1')).filter(({ kind }) => kind === 'EARN_PENDING');
      const earned = entries.filter(({ deltas }) => deltas.lifetimeEarned === 5);
      const occasions = new Set(told).size;
      expect(earned).toHaveLength(Math.min(3, occasions));
      expect(entries.filter(({ reason }) => reason === 'CAP_REACHED')).toHaveLength(Math.max(0, occasions - 3));
      expect((await memory.ledger.account('m-1')).balance.active).toBe(5 * earned.length);
    }),
  );
});

test('told again an action is answered as it was, whether it earned or not', async () => {
  const { earnAction } = createShop(createMemoryLedger());
  const points = [];
  for (const n of [1, 2, 3, 4, 1, 4]) points.push(await earnAction(action(n), RULE));
  expect(points.map((each) => each.ok && each.value.points)).toEqual([5, 5, 5, 0, 5, 0]);
});

test('the same event with other content is refused, with both digests', async () => {
  const { earnAction } = createShop(createMemoryLedger());
  await earnAction(action(1), RULE);
  expect(await earnAction(action(1, { place: 'shop' }), RULE)).toEqual({
    ok: false,
    refusal: {
      code: 'PAYLOAD_MISMATCH',
      expected: action(1).causeHash,
      given: action(1, { place: 'shop' }).causeHash,
    },
  });
});

test('an action of the past that is only to be counted is booked, and earns nothing', async () => {
  const memory = createMemoryLedger();
  await createShop(memory).earnAction(action(1, {}, true), RULE);
  expect(await memory.entriesOf('m-1')).toMatchObject([{ reason: 'BACKFILL', deltas: {} }]);
});

test('stopped at any step and told again, an action earns once and takes one of the cap', async () => {
  const stops = await atEveryStop(async (stop) => {
    const memory = createMemoryLedger();
    const { stores, isStopped } = stopping(memory, stop);
    const shop = createShop(memory);
    await createShop(stores)
      .earnAction(action(1), RULE)
      .catch(() => undefined);
    for (const n of [1, 2, 3, 4]) await shop.earnAction(action(n), RULE);
    expect(await shop.held('m-1')).toEqual({ active: 15 });
    return { isStopped: isStopped() };
  });
  expect(stops).toBeGreaterThanOrEqual(6);
});

test('an account that changes every time is given up as busy', async () => {
  const { ledger, orders } = createMemoryLedger();
  const restless = { ...ledger, commit: async () => 'CHANGED_MEANWHILE' as const };
  await expect(createShop({ ledger: restless, orders }).earnAction(action(1), RULE)).rejects.toThrow(BusyError);
});
