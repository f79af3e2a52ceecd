import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUCKETS, bucketOf } from '../../../lambdas/experiments/assignment.ts';
import { holdoutOf } from '../../../lambdas/experiments/holdout.ts';

const SETTINGS = { salt: 'paper-crane', yearPercent: 2, quarterPercent: 3 };
const MEMBERS = Array.from({ length: 40_000 }, (_, n) => `m-${n}`);
const share = (day: string, kind: string) =>
  MEMBERS.filter((memberId) => holdoutOf(memberId, day, SETTINGS)?.startsWith(kind)).length / MEMBERS.length;

test('a member’s part is the hash of salt, experiment and member', () => {
  const digest = createHash('sha256').update('salt:welcome:m-1').digest();
  expect(bucketOf('salt', 'welcome', 'm-1')).toBe(Number((digest.readBigUInt64BE(0) >> 12n) % BigInt(BUCKETS)));
});

test('each part of an experiment has as many members as any other, as far as chance goes', () => {
  const counts = new Array<number>(20).fill(0);
  for (const memberId of MEMBERS) {
    const part = Math.floor(bucketOf('salt', 'welcome', memberId) / (BUCKETS / 20));
    counts[part] = (counts[part] ?? 0) + 1;
  }
  const expected = MEMBERS.length / 20;
  const chiSquared = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 19 degrees of freedom: above 43.8 once in a thousand. The members are always the same, so this never flickers.
  expect(chiSquared).toBeLessThan(43.8);
});

test('one experiment tells nothing of another', () => {
  const isIn = (experiment: string) => (memberId: string) => bucketOf('salt', experiment, memberId) < BUCKETS / 2;
  const both = MEMBERS.filter(isIn('a')).filter(isIn('b')).length / MEMBERS.length;
  expect(both).toBeGreaterThan(0.24);
  expect(both).toBeLessThan(0.26);
});

test('two in a hundred are left alone for the year, three of the others for the quarter', () => {
  expect(share('2026-05-01', 'year')).toBeCloseTo(0.02, 2);
  expect(share('2026-05-01', 'quarter')).toBeCloseTo(0.98 * 0.03 * 0.97, 2);
});

const day = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([month, date]) => `2026-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`);

test('a holdout is the same on all days of its time, and nobody is in the quarter’s twice in a row', () => {
  const of = (memberId: string, on: string) => holdoutOf(memberId, on, { ...SETTINGS, quarterPercent: 40 });
  fc.assert(
    fc.property(
      fc.nat({ max: 5_000 }).map((n) => `m-${n}`),
      day,
      day,
      (memberId, a, b) => {
        const [one, other] = [of(memberId, a), of(memberId, b)];
        const quarter = (on: string) => Math.floor((Number(on.slice(5, 7)) - 1) / 3);
        if (one?.startsWith('year') || other?.startsWith('year')) expect(one).toBe(other);
        else if (quarter(a) === quarter(b)) expect(one).toBe(other);
        else if (Math.abs(quarter(a) - quarter(b)) === 1) expect(one !== undefined && other !== undefined).toBe(false);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('quarters are those of the calendar, and the year before lends its last', () => {
  const everybody = { ...SETTINGS, yearPercent: 0, quarterPercent: 100 };
  expect(holdoutOf('m-1', '2026-01-01', everybody)).toBeUndefined();
  const names = new Set(MEMBERS.flatMap((memberId) => holdoutOf(memberId, '2026-01-31', SETTINGS) ?? []));
  expect([...names].sort()).toEqual(['quarter 2026-Q1', 'year 2026']);
});
