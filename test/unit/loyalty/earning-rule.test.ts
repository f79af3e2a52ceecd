import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minuteOf } from '../../../lambdas/kernel/calendar.ts';
import { bonusOf, type EarningRule } from '../../../lambdas/loyalty/earning-rule.ts';
import { calculateOrderPoints } from '../../../lambdas/loyalty/order-earning.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { paidOrder, returnOf, SETTINGS } from './orders.ts';
import { createShop } from './shop.ts';

const ZONE = 'Asia/Shanghai';
const MUG = { lineId: 'mug', quantity: 2, paid: 10_050, labels: { product: 'mug', category: 'cups', brand: 'Kiln' } };
const TEA = { lineId: 'tea', quantity: 1, paid: 5_050, labels: { product: 'tea', category: 'tea' } };
const CARD = { lineId: 'card', quantity: 1, paid: 20_000, labels: { product: 'card', category: 'gift cards' } };
const order = (...lines: (typeof MUG | typeof TEA)[]) =>
  paidOrder({ paid: lines.reduce((sum, { paid }) => sum + paid, 0), lines });

const rule = (changes: Partial<EarningRule>): EarningRule => ({ id: 'rule', multiplier: 2, ...changes });
const pointsOf = (rules: readonly EarningRule[], paidAt = '2026-06-18T04:00:00.000Z', lines = [MUG, TEA, CARD]) => {
  const paid = { ...order(...lines), paidAt };
  const points = calculateOrderPoints(paid, SETTINGS, bonusOf(paid, rules, ZONE).multipliers);
  return points.ok ? points.value : points.refusal.code;
};

test.each([
  { of: 'none is', rules: [], points: 351 },
  { of: 'all is', rules: [rule({})], points: 702 },
  { of: 'a category is', rules: [rule({ only: { categories: ['cups'] } })], points: 451 },
  { of: 'a brand, at one and a half', rules: [rule({ multiplier: 1.5, only: { brands: ['Kiln'] } })], points: 401 },
  { of: 'a product', rules: [rule({ only: { products: ['tea', 'none'] } })], points: 401 },
  {
    of: 'a category that earns nothing',
    rules: [rule({ multiplier: 0, only: { categories: ['gift cards'] } })],
    points: 151,
  },
  {
    of: 'two rules for one line: the better one',
    rules: [rule({ id: 'a' }), rule({ id: 'b', multiplier: 3, only: { products: ['mug'] } })],
    points: 301 + 501,
  },
])('of an order of 351 CNY in three lines, $of multiplied: $points points', ({ rules, points }) => {
  expect(pointsOf(rules)).toBe(points);
});

test.each([
  { when: { from: '2026-06-18T00:00', to: '2026-06-19T00:00' }, at: '2026-06-17T16:00:00.000Z', holds: true },
  { when: { from: '2026-06-18T00:00', to: '2026-06-19T00:00' }, at: '2026-06-17T15:59:59.999Z', holds: false },
  { when: { from: '2026-06-18T00:00', to: '2026-06-19T00:00' }, at: '2026-06-18T16:00:00.000Z', holds: false },
  { when: { weekdays: [4] }, at: '2026-06-18T04:00:00.000Z', holds: true },
  { when: { weekdays: [7] }, at: '2026-06-20T16:00:00.000Z', holds: true },
  { when: { daysOfMonth: [18] }, at: '2026-06-17T16:00:00.000Z', holds: true },
  { when: { daysOfMonth: [18], weekdays: [5] }, at: '2026-06-18T04:00:00.000Z', holds: false },
])('a rule for $when holds at $at: $holds', ({ when, at, holds }) => {
  expect(pointsOf([rule({ when })], at)).toBe(holds ? 702 : 351);
});

test('the minute of a zone is what its clocks show', () => {
  expect(minuteOf(Date.parse('2026-03-29T00:59:59Z'), 'Europe/Berlin')).toBe('2026-03-29T01:59');
  expect(minuteOf(Date.parse('2026-03-29T01:00:00Z'), 'Europe/Berlin')).toBe('2026-03-29T03:00');
  expect(minuteOf(Date.parse('2026-01-01T00:00:00Z'), 'Asia/Shanghai')).toBe('2026-01-01T08:00');
  expect(minuteOf(Date.parse('2026-01-01T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-01-02T00:00');
});

test('whatever the lines and multipliers, points are rounded down once, and the lines share all of them', async () => {
  const bought = fc.uniqueArray(
    fc.record({
      lineId: fc.constantFrom('a', 'b', 'c', 'd'),
      quantity: fc.integer({ min: 1, max: 5 }),
      paid: fc.nat(99_999),
      times: fc.constantFrom(0, 50, 100, 125, 200, 333),
    }),
    { selector: ({ lineId }) => lineId, minLength: 1 },
  );
  await fc.assert(
    fc.asyncProperty(bought, async (lines) => {
      const rules = lines.map(({ lineId, times }) =>
        rule({ id: `rule-${lineId}`, multiplier: times / 100, only: { products: [lineId] } }),
      );
      const labelled = lines.map(({ lineId, quantity, paid }) => ({
        lineId,
        quantity,
        paid,
        labels: { product: lineId },
      }));
      const paid = lines.reduce((sum, line) => sum + line.paid, 0);
      const memory = createMemoryLedger();
      const shop = createShop(memory, { rules });
      await shop.earnPoints(paidOrder({ paid, lines: labelled }));
      const kept = await memory.orders.order('m-1', 'o-1');
      const exact = lines.reduce((sum, line) => sum + BigInt(line.paid) * BigInt(line.times), 0n);
      expect(kept?.points).toBe(Number(exact / 10_000n));
      expect(kept?.lines.reduce((sum, { points }) => sum + points, 0)).toBe(kept?.points);
      for (const [index, line] of (kept?.lines ?? []).entries()) {
        const part = ((lines[index]?.paid ?? 0) * (lines[index]?.times ?? 0)) / 10_000;
        expect(Math.abs(line.points - part)).toBeLessThan(lines.length + 1);
      }
      await shop.reversePoints(returnOf());
      expect(await shop.held('m-1')).toEqual({});
    }),
    { numRuns: 200 },
  );
});

test('a rule is for so many orders of a member in a period, and then the next best counts', async () => {
  const memory = createMemoryLedger();
  const rules = [
    rule({ id: 'member-day', multiplier: 3, cap: { times: 2, per: 'day' } }),
    rule({ id: 'june', multiplier: 2, when: { from: '2026-06-01T00:00', to: '2026-07-01T00:00' } }),
  ];
  const { earnPoints } = createShop(memory, { rules });
  const paidAt = '2026-06-18T04:00:00.000Z';
  const ids = ['o-1', 'o-2', 'o-3', 'o-4'];
  for (const orderId of ids) await earnPoints(paidOrder({ orderId, paid: 1_000, paidAt }));
  await earnPoints(paidOrder({ orderId: 'o-5', paid: 1_000, paidAt: '2026-06-19T04:00:00.000Z' }));
  const claims = await Promise.all([...ids, 'o-5'].map(async (id) => (await memory.orders.head(id)).claim));
  expect(claims.map((claim) => [claim?.points, claim?.rules])).toEqual([
    [30, ['member-day']],
    [30, ['member-day']],
    [20, ['june']],
    [20, ['june']],
    [30, ['member-day']],
  ]);
});

test('what points paid for earns nothing, whatever the rule: each line bears its share of it', () => {
  const paid = { ...order(MUG, TEA), paidWithPoints: 1_510 };
  const points = calculateOrderPoints(
    paid,
    SETTINGS,
    bonusOf(paid, [rule({ only: { products: ['mug'] } })], ZONE).multipliers,
  );
  // 100.50 less 10.05 twice, and 50.50 less 5.05 once.
  expect(points).toEqual({ ok: true, value: Math.floor(90.45 * 2 + 45.45) });
});

const withTier = (rules: readonly EarningRule[], tier: { readonly id?: string; readonly multiplier: number }) => {
  const paid = { ...order(MUG, TEA, CARD), paidAt: '2026-06-18T04:00:00.000Z' };
  const points = calculateOrderPoints(paid, SETTINGS, bonusOf(paid, rules, ZONE, tier).multipliers);
  return points.ok ? points.value : points.refusal.code;
};
const NO_CARDS = rule({ id: 'no-cards', multiplier: 0, only: { categories: ['gift cards'] } });

test.each([
  { of: 'no rule', rules: [], multiplier: 2, points: 702 },
  { of: 'no rule, of two decimals', rules: [], multiplier: 1.25, points: 438 },
  { of: 'double points for all', rules: [rule({})], multiplier: 1.5, points: 1_053 },
  { of: 'two decimals of a rule', rules: [rule({ multiplier: 1.11 })], multiplier: 1.11, points: 432 },
  { of: 'lines that earn nothing', rules: [NO_CARDS], multiplier: 2, points: 302 },
])('a tier that earns $multiplier times, with $of: $points points', ({ rules, multiplier, points }) => {
  expect(withTier(rules, { id: 'gold', multiplier })).toBe(points);
});

test('what earns nothing earns nothing, whatever else is for it', () => {
  expect(pointsOf([rule({ id: 'day' }), NO_CARDS])).toBe(302);
  expect(pointsOf([NO_CARDS, rule({ id: 'cards', multiplier: 5, only: { products: ['card'] } })])).toBe(151);
});

test('a rule for a tier is for those who hold it', () => {
  const forGold = [rule({ tiers: ['gold'] })];
  expect(withTier(forGold, { id: 'gold', multiplier: 1 })).toBe(702);
  expect(withTier(forGold, { id: 'silver', multiplier: 1 })).toBe(351);
  expect(withTier(forGold, { multiplier: 1 })).toBe(351);
});
