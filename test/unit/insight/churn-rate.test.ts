import fc from 'fast-check';
import { expect, test } from 'vitest';
import { churnedBy, churnRate } from '../../../lambdas/insight/churn-rate.ts';
import { listPeriods } from '../../../lambdas/insight/reporting-period.ts';
import { addDays, startOfDay } from '../../../lambdas/kernel/calendar.ts';
import { STAGES, type Stage } from '../../../programmes/stage.ts';
import { figuresOf, ZONE } from './figures-of.ts';

/** Days of the histories are counted from here. */
const FIRST_DAY = '2026-01-01';
const DAYS = 180;
const dayOf = (offset: number) => addDays(FIRST_DAY, offset);

/** What a member went through: how its stage began, the moves after it, each on a later day or the same one and some told late, and whether it was merged. */
interface History {
  readonly known: number;
  /** On which day a member of the past was found, and in which stage; others begin as new. */
  readonly found?: { readonly day: number; readonly stage: Stage } | undefined;
  readonly moves: readonly { readonly day: number; readonly to: Stage; readonly isLate?: boolean | undefined }[];
  readonly merged?: number | undefined;
}

const stage = fc.constantFrom(...STAGES);
const offset = fc.integer({ min: 0, max: DAYS });
const moves = fc
  .array(fc.record({ day: offset, to: stage, isLate: fc.boolean() }), { maxLength: 8 })
  .map((all) => all.toSorted((a, b) => a.day - b.day));

const ofOwn = fc
  .record({ known: offset, moves, merged: fc.option(offset, { nil: undefined }) })
  .map(({ known, ...rest }) => {
    const begun = Math.max(known, 0);
    return {
      known,
      moves: rest.moves.filter(({ day }) => day >= begun && (rest.merged === undefined || day <= rest.merged)),
      merged: rest.merged === undefined ? undefined : Math.max(rest.merged, begun),
    };
  });
const ofPast = fc
  .record({ day: offset, stage, moves, merged: fc.option(offset, { nil: undefined }) })
  .map(({ day, stage: first, ...rest }) => ({
    known: -400,
    found: { day, stage: first },
    moves: rest.moves.filter((move) => move.day >= day && (rest.merged === undefined || move.day <= rest.merged)),
    merged: rest.merged === undefined ? undefined : Math.max(rest.merged, day),
  }));
const histories = fc.array(fc.oneof<fc.Arbitrary<History>[]>(ofOwn, ofPast), { maxLength: 15 });

/** The items that a history leaves behind. */
function itemsOf({ known, found, moves: all, merged }: History): Readonly<Record<string, unknown>>[] {
  const change = (day: number, from: Stage | null, to: Stage | null, reason: string) => ({
    ...{ entityType: 'StageChange', from, to, day: dayOf(day), reason },
  });
  let now = found?.stage ?? 'new';
  const changes = found === undefined ? [] : [change(found.day, null, found.stage, 'IMPORTED')];
  for (const { day, to, isLate } of all) {
    if (to !== now) changes.push(change(day, now, to, isLate ? 'IMPORTED' : 'MOVED'));
    now = to;
  }
  if (merged !== undefined) changes.push(change(merged, now, null, 'MERGED'));
  const forwardTo = merged === undefined ? undefined : 'another';
  const knownSince = new Date(startOfDay(dayOf(known), ZONE)).toISOString();
  return [
    { entityType: 'Profile', knownSince, firstOrders: [], forwardTo },
    { entityType: 'Watch', stage: now, forwardTo },
    ...changes,
  ];
}

/** Whether a member was churned at the end of a day, told from its history alone. */
function isChurnedBy(day: number, { found, moves: all, merged }: History): boolean {
  if (merged !== undefined && merged <= day) return false;
  if (found !== undefined && found.day > day) return found.stage === 'churned';
  return (all.findLast((move) => move.day <= day)?.to ?? found?.stage) === 'churned';
}

test('who was churned on any day is told by who is now, and by the moves since: after merges and imports too', () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: -1, max: DAYS }), (members, day) => {
      const expected = members.filter((member) => isChurnedBy(day, member)).length;
      expect(churnedBy(figuresOf(members.flatMap(itemsOf)), dayOf(day))).toBe(expected);
    }),
  );
});

test('the rate of any stretch is what a history of everybody says', () => {
  fc.assert(
    fc.property(histories, offset, fc.nat({ max: 90 }), (members, from, length) => {
      const to = from + length;
      const becameChurned = ({ found, moves: all }: History) => {
        const stages = [{ day: -1, to: found?.stage ?? ('new' as Stage), isLate: true }, ...all];
        return stages.filter(
          (move, index) =>
            index > 0 &&
            !move.isLate &&
            move.day >= from &&
            move.day <= to &&
            move.to === 'churned' &&
            stages[index - 1]?.to !== 'churned',
        ).length;
      };
      const known = members.filter((member) => member.merged === undefined && member.known < from).length;
      const churned = members.filter((member) => isChurnedBy(from - 1, member)).length;
      const foundLater = members.filter(({ found }) => found && found.day > to && found.stage !== 'churned').length;
      expect(churnRate(figuresOf(members.flatMap(itemsOf)), { from: dayOf(from), to: dayOf(to) })).toEqual({
        numerator: members.reduce((sum, member) => sum + becameChurned(member), 0),
        denominator: Math.max(0, known - churned - foundLater),
      });
    }),
  );
});

test('of ten members, two of them churned before, one becomes churned in March and one comes back: one of eight', () => {
  const member = (...all: History['moves']): History => ({ known: 0, moves: all });
  const march = 59;
  const members = [
    ...Array.from({ length: 7 }, () => member({ day: 1, to: 'active' })),
    member({ day: 1, to: 'active' }, { day: march, to: 'churned' }),
    member({ day: 1, to: 'churned' }),
    member({ day: 1, to: 'churned' }, { day: march + 3, to: 'won-back' }),
  ];
  const [period] = listPeriods('month', '2026-03-01', '2026-03-31');
  expect(churnRate(figuresOf(members.flatMap(itemsOf)), period ?? { from: '', to: '' })).toEqual({
    numerator: 1,
    denominator: 8,
  });
});

test('ten of a hundred became churned in May: late facts of forty others, told in July, change nothing of it', () => {
  const [may, july] = [130, 185];
  const atRisk: History = { known: 0, moves: [{ day: 1, to: 'at-risk' }] };
  const members: History[] = [
    ...Array.from({ length: 50 }, () => atRisk),
    ...Array.from({ length: 10 }, () => ({
      ...atRisk,
      moves: [...atRisk.moves, { day: may, to: 'churned' as const }],
    })),
    ...Array.from({ length: 40 }, () => ({
      ...atRisk,
      moves: [...atRisk.moves, { day: july, to: 'active' as const, isLate: true }],
    })),
  ];
  const [period] = listPeriods('month', '2026-05-01', '2026-05-31');
  expect(churnRate(figuresOf(members.flatMap(itemsOf)), period ?? { from: '', to: '' })).toEqual({
    ...{ numerator: 10, denominator: 100 },
  });
});

test('who is found churned by orders of long ago did not become it in the month in which they are told', () => {
  const told: History = { known: 0, moves: [{ day: 60, to: 'churned', isLate: true }] };
  const [march, april] = listPeriods('month', '2026-03-01', '2026-04-30').map((period) =>
    churnRate(figuresOf(itemsOf(told)), period),
  );
  expect([march, april]).toEqual([
    { numerator: 0, denominator: 1 },
    { numerator: 0, denominator: 0 },
  ]);
});

test('a shop that moved in has no rate of the months before, when nobody watched', () => {
  const found = (first: Stage): History => ({ known: -400, found: { day: 59, stage: first }, moves: [] });
  const figures = figuresOf([found('active'), found('dormant'), found('churned')].flatMap(itemsOf));
  const [february, march, april] = listPeriods('month', '2026-02-01', '2026-04-30').map((period) =>
    churnRate(figures, period),
  );
  expect(february).toEqual({ numerator: 0, denominator: 0 });
  // They were found in March as what they had been at its start.
  expect(march).toEqual({ numerator: 0, denominator: 2 });
  expect(april).toEqual({ numerator: 0, denominator: 2 });
});
