import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ACTIVE_DAYS_KEPT,
  type ActiveDays,
  addActiveDay,
  listActiveDays,
  mergeActiveDays,
} from '../../../lambdas/kernel/active-days.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';

const days = fc.array(
  fc.integer({ min: 0, max: 9_000 }).map((n) => addDays('2023-06-01', n)),
  { maxLength: 60 },
);

const addAll = (given: readonly string[], known?: ActiveDays) =>
  given.reduce<ActiveDays | undefined>(addActiveDay, known);
const list = (known: ActiveDays | undefined) => (known === undefined ? [] : listActiveDays(known));

test('whatever days are told, those of the ten years that end with the last one are remembered, latest first', () => {
  fc.assert(
    fc.property(days, (given) => {
      const last = [...given].sort().at(-1) ?? '';
      const expected = [...new Set(given)].filter((day) => day > addDays(last || '2023-06-01', -ACTIVE_DAYS_KEPT));
      expect(list(addAll(given))).toEqual(expected.sort().reverse());
    }),
  );
});

test('the order in which days are told, and how often, does not show', () => {
  const shuffled = days.chain((given) =>
    fc.tuple(fc.constant(given), fc.shuffledSubarray([...given, ...given], { minLength: given.length * 2 })),
  );
  fc.assert(
    fc.property(shuffled, ([given, again]) => {
      expect(addAll(again)).toEqual(addAll(given));
    }),
  );
});

test('two memories merge to what one would have been', () => {
  fc.assert(
    fc.property(days, days, (a, b) => {
      const merged = mergeActiveDays(addAll(a), addAll(b));
      expect(list(merged)).toEqual(list(addAll([...a, ...b])));
      expect(mergeActiveDays(addAll(b), addAll(a))).toEqual(merged);
    }),
  );
});

test('29 February is a day like others', () => {
  expect(list(addAll(['2024-03-01', '2024-02-29', '2024-02-28']))).toEqual(['2024-03-01', '2024-02-29', '2024-02-28']);
});

test('ten years of daily visits take some six hundred characters', () => {
  const all = addAll(Array.from({ length: 5_000 }, (_, n) => addDays('2024-01-01', n)));
  expect(list(all)).toHaveLength(ACTIVE_DAYS_KEPT);
  expect(all?.bits.length).toBeLessThanOrEqual(612);
});
