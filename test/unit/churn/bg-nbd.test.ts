import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BgNbdParameters,
  calculateExpectedPurchases,
  calculateExpectedRepeats,
  calculateProbabilityAlive,
  calculateUnusualSilence,
} from '../../../lambdas/churn/bg-nbd.ts';
import type { PurchaseHistory } from '../../../lambdas/churn/purchase-history.ts';
import { createRandom, simulateMember } from './simulated.ts';

/** Of CDNOW in weeks; Fader, Hardie and Lee (2005), table 2. */
const CDNOW: BgNbdParameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

/** As wide as a fit may find them. */
const parameters = fc.record({
  r: fc.double({ min: 1e-3, max: 50, noNaN: true }),
  alpha: fc.double({ min: 0.5, max: 1_000, noNaN: true }),
  a: fc.oneof(fc.double({ min: 1e-3, max: 2, noNaN: true }), fc.double({ min: 1e-3, max: 50, noNaN: true })),
  b: fc.oneof(fc.double({ min: 1e-3, max: 5, noNaN: true }), fc.double({ min: 1e-3, max: 1e4, noNaN: true })),
});
const histories = fc
  .record({
    frequency: fc.nat({ max: 3_000 }),
    age: fc.double({ min: 0, max: 1_000, noNaN: true }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ frequency, age, share }) => ({ frequency, recency: frequency === 0 ? 0 : share * age, age }));
const durations = fc.double({ min: 0.01, max: 1_000, noNaN: true });

test('who bought twice, last after 30.43 of 38.86 weeks, is expected to buy 1.226 times in 39 more', () => {
  // Fader, Hardie and Lee (2005), Implementing the BG/NBD Model for Customer Base Analysis in Excel, section 5.
  const history = { frequency: 2, recency: 30.43, age: 38.86 };
  expect(calculateExpectedPurchases(CDNOW, history, 39)).toBeCloseTo(1.226, 3);
});

/**
 * The expectation without a hypergeometric function: the mean over dropouts p, which are Beta(a, b + frequency), of
 * (1 − (1 + p · duration / (alpha + age))^−(r + frequency)) / p, by the midpoint rule over p^a.
 */
function integrate({ r, alpha, a, b }: BgNbdParameters, { frequency, age }: PurchaseHistory, duration: number): number {
  const points = 400_000;
  let [sum, weights] = [0, 0];
  for (let point = 0; point < points; point += 1) {
    const p = ((point + 0.5) / points) ** (1 / a);
    const weight = Math.exp((b + frequency - 1) * Math.log1p(-p));
    weights += weight;
    sum += (weight * -Math.expm1(-(r + frequency) * Math.log1p((p * duration) / (alpha + age)))) / p;
  }
  return sum / weights;
}

describe('the expectation is what integration over rates and dropouts gives', () => {
  const active = (frequency: number, age = 50): PurchaseHistory => ({ frequency, recency: age, age });
  test.each([
    { of: 'a new buyer', parameters: CDNOW, history: active(0, 0), duration: 39 },
    { of: 'one who did not come back', parameters: CDNOW, history: active(0), duration: 39 },
    { of: 'one who did', parameters: CDNOW, history: active(3), duration: 39 },
    { of: '300 purchases', parameters: CDNOW, history: active(300), duration: 39 },
    { of: '2,000 purchases', parameters: CDNOW, history: active(2_000), duration: 39 },
    { of: '2,000 purchases, for long', parameters: CDNOW, history: active(2_000), duration: 2_000 },
    { of: 'dropouts that are even (a = 1)', parameters: { ...CDNOW, a: 1 }, history: active(3), duration: 39 },
    { of: 'frequent dropouts', parameters: { ...CDNOW, a: 4, b: 1.5 }, history: active(1), duration: 39 },
    { of: 'rates above a + b', parameters: { ...CDNOW, r: 6 }, history: active(5), duration: 39 },
    { of: 'a + b = 1', parameters: { ...CDNOW, a: 0.5, b: 0.5 }, history: active(2), duration: 39 },
    { of: 'very far ahead', parameters: CDNOW, history: active(1, 1), duration: 20_000 },
  ])('$of', ({ parameters, history, duration }) => {
    const whileActive =
      calculateExpectedPurchases(parameters, history, duration) / calculateProbabilityAlive(parameters, history);
    expect(whileActive / integrate(parameters, history, duration)).toBeCloseTo(1, 4);
  });
});

test('members of the world that the model describes buy as often as expected, by what they did before', () => {
  const random = createRandom(20_050_401);
  const members = Array.from({ length: 40_000 }, () => simulateMember(CDNOW, 39, 39, random));
  const classes = Map.groupBy(members, ({ history }) => Math.min(history.frequency, 4));
  expect([...classes.keys()].sort()).toEqual([0, 1, 2, 3, 4]);
  for (const own of classes.values()) {
    const mean = (of: (member: (typeof own)[number]) => number) =>
      own.reduce((sum, each) => sum + of(each), 0) / own.length;
    const later = mean((each) => each.later);
    const deviation = Math.sqrt(mean((each) => (each.later - later) ** 2) / own.length);
    const expected = mean(({ history }) => calculateExpectedPurchases(CDNOW, history, 39));
    expect(Math.abs(later - expected)).toBeLessThan(3.5 * deviation);
  }
  const repeats = members.reduce((sum, { history }) => sum + history.frequency, 0) / members.length;
  expect(repeats / calculateExpectedRepeats(CDNOW, 39)).toBeCloseTo(1, 1);
});

test('whatever the history, more time brings more purchases, and no more than the rate so far does', () => {
  fc.assert(
    fc.property(parameters, histories, durations, (some, history, duration) => {
      const expected = calculateExpectedPurchases(some, history, duration);
      const rate = (some.r + history.frequency) / (some.alpha + history.age);
      expect(expected).toBeGreaterThanOrEqual(0);
      const slack = 1e-9 * (1 + expected);
      expect(expected).toBeLessThanOrEqual(rate * duration + slack);
      expect(calculateExpectedPurchases(some, history, duration * 1.5)).toBeGreaterThanOrEqual(expected - slack);
    }),
    { numRuns: 1_000 },
  );
});

test('whatever the history, silence only makes it less likely that a member is still active', () => {
  fc.assert(
    fc.property(parameters, histories, durations, (some, history, silence) => {
      const alive = calculateProbabilityAlive(some, history);
      expect(alive).toBeGreaterThanOrEqual(0);
      expect(alive).toBeLessThanOrEqual(1);
      const later = calculateProbabilityAlive(some, { ...history, age: history.age + silence });
      expect(later).toBeLessThanOrEqual(alive * (1 + 1e-12));
    }),
  );
});

test('everybody without a repeat is held to be active, however long ago they bought', () => {
  expect(calculateProbabilityAlive(CDNOW, { frequency: 0, recency: 0, age: 5_000 })).toBe(1);
});

test('the unit of time makes no difference', () => {
  fc.assert(
    fc.property(parameters, histories, durations, (some, history, duration) => {
      const inDays = { ...some, alpha: some.alpha * 7 };
      const days = { ...history, recency: history.recency * 7, age: history.age * 7 };
      const inWeeks = calculateExpectedPurchases(some, history, duration);
      const expected = calculateExpectedPurchases(inDays, days, duration * 7);
      expect(Math.abs(expected - inWeeks)).toBeLessThanOrEqual(1e-9 * (1 + inWeeks));
      const silence = calculateUnusualSilence(some, { ...history, frequency: history.frequency + 9 }, 0.1);
      const silenceDays = calculateUnusualSilence(inDays, { ...days, frequency: history.frequency + 9 }, 0.1);
      expect(silenceDays / silence).toBeCloseTo(7, 6);
    }),
  );
});

test('a silence is unusual when only the share asked for of active members is silent that long', () => {
  const random = createRandom(1987);
  const history = { frequency: 4, recency: 30 };
  // Nobody drops out of this world, so those who bought four times by week 30 are all active.
  const world = { ...CDNOW, r: 2, alpha: 10, a: 1e-9 };
  const unusual = calculateUnusualSilence(world, history, 0.1);
  let [seen, silent] = [0, 0];
  while (seen < 4_000) {
    const { history: own, later } = simulateMember(world, 30, unusual, random);
    if (own.frequency !== 4) continue;
    seen += 1;
    silent += Number(later === 0);
  }
  expect(Math.abs(silent / seen - 0.1)).toBeLessThan(0.015);
  const silence = calculateUnusualSilence(CDNOW, history, 0.1);
  expect(silence).toBeGreaterThan(calculateUnusualSilence(CDNOW, { frequency: 12, recency: 30 }, 0.1));
  expect(silence).toBeLessThan(calculateUnusualSilence(CDNOW, history, 0.05));
});
