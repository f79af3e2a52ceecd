import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdoutOf } from '../../../lambdas/experiments/holdout.ts';
import { controlsOf, isLeftAlone } from '../../../lambdas/experiments/left-alone.ts';

const CONTROLS = controlsOf('paper-crane', { yearPercent: 2, quarterPercent: 3 }, { controlPercent: 10 });
const DAY = '2026-05-01';
const MEMBERS = Array.from({ length: 20_000 }, (_, n) => `m-${n}`);
const aloneOn = (journey: string, day = DAY, controls = CONTROLS) =>
  MEMBERS.filter((memberId) => isLeftAlone(memberId, day, journey, controls));
const shareOf = (some: readonly string[]) => some.length / MEMBERS.length;

test('whoever is in a holdout is left alone on every journey, and of the others as many as the journey says', () => {
  const held = MEMBERS.filter((memberId) => holdoutOf(memberId, DAY, CONTROLS) !== undefined);
  const alone = new Set(aloneOn('win-back'));
  expect(held.every((memberId) => alone.has(memberId))).toBe(true);
  const others = MEMBERS.length - held.length;
  expect((alone.size - held.length) / others).toBeCloseTo(0.1, 2);
  // 2 % for the year, of the others 3 % of whom 97 % were not in the quarter before, and 10 % of all these others.
  expect(shareOf([...alone])).toBeCloseTo(1 - 0.98 * (1 - 0.03 * 0.97) * 0.9, 2);
});

test('who is left alone on one journey is on another as often as anybody', () => {
  const [one, other] = [new Set(aloneOn('win-back')), new Set(aloneOn('welcome'))];
  const inOther = MEMBERS.filter((memberId) => holdoutOf(memberId, DAY, CONTROLS) === undefined && one.has(memberId));
  expect(inOther.filter((memberId) => other.has(memberId)).length / inOther.length).toBeCloseTo(0.1, 1);
  const free = MEMBERS.filter((memberId) => !one.has(memberId));
  expect(free.filter((memberId) => other.has(memberId)).length / free.length).toBeCloseTo(0.1, 2);
});

test('a journey’s own control is the same on every day: only holdouts change, with the quarter and the year', () => {
  const own = { ...CONTROLS, yearPercent: 0, quarterPercent: 0 };
  const later = aloneOn('win-back', '2027-11-30', own);
  expect(later).toEqual(aloneOn('win-back', DAY, own));
  const lost = aloneOn('win-back').filter((memberId) => !isLeftAlone(memberId, '2026-06-30', 'win-back', CONTROLS));
  expect(lost).toEqual([]);
});

test('whatever the member and the day, the answer is the same at every asking', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(DAY, '2026-12-31', '2027-01-01'), (memberId, day) => {
      const asked = isLeftAlone(memberId, day, 'win-back', CONTROLS);
      expect(isLeftAlone(memberId, day, 'win-back', { ...CONTROLS })).toBe(asked);
    }),
  );
});

test('another shop leaves others alone', () => {
  const other = new Set(aloneOn('win-back', DAY, { ...CONTROLS, salt: 'gift-box' }));
  const both = aloneOn('win-back').filter((memberId) => other.has(memberId));
  expect(shareOf(both)).toBeLessThan(0.04);
});

test('without holdouts and without a control nobody is left alone', () => {
  expect(aloneOn('win-back', DAY, controlsOf(''))).toEqual([]);
});
