import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunGroup, Rung, WinBackSettings } from '../../../lambdas/churn/win-back.ts';
import { DAY_MS, expectHonest, HOUR_MS, ladderRig, type Member, START_MS, ZONE } from './ladder.ts';

const anyRung = fc.oneof(
  fc.constantFrom({ kind: 'reminder' as const }, { kind: 'question' as const }),
  fc.record({ kind: fc.constant('offer' as const), points: fc.integer({ min: 1, max: 300 }) }),
);
const anyLadder = fc
  .record({
    rungs: fc.array(fc.tuple(anyRung, fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 4 }),
    firstDays: fc.nat({ max: 3 }),
    budgetPointsPerMonth: fc.integer({ min: 0, max: 900 }),
    moreDays: fc.nat({ max: 30 }),
  })
  .map(({ rungs, firstDays, budgetPointsPerMonth, moreDays }): WinBackSettings => {
    const laddered = rungs.map(
      ([rung], index): Rung => ({
        ...rung,
        afterDays: rungs.slice(0, index).reduce((sum, [, gapDays]) => sum + gapDays, firstDays),
      }),
    );
    const windowDays = Math.max(1, laddered.at(-1)?.afterDays ?? 0) + moreDays;
    return { rungs: laddered, budgetPointsPerMonth, windowDays, timeZone: ZONE };
  });

const anyHold = fc.option(
  fc
    .tuple(fc.nat({ max: 40 * 24 }), fc.integer({ min: 1, max: 14 * 24 }))
    .map(([from, hours]) => [from, from + hours] as const),
  { nil: undefined },
);
const anyMembers = fc
  .array(
    fc.record({
      group: fc.constantFrom<RunGroup>('treated', 'treated', 'control'),
      orderedHours: fc.option(fc.integer({ min: 1, max: 60 * 24 }), { nil: undefined }),
      heldHours: anyHold,
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((members) => members.map((member, index): Member => ({ memberId: `m-${index}`, ...member })));
/** Hours until the next sweep: mostly hourly or daily, and outages of weeks. */
const anySweep = fc.record({
  hours: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 100, max: 500 })),
  sweeps: fc.integer({ min: 1, max: 3 }),
  stop: fc.option(fc.record({ at: fc.integer({ min: 1, max: 12 }), isDone: fc.boolean() }), { nil: undefined }),
  isCredited: fc.boolean(),
});

test('whatever comes late, twice or is stopped: each rung once and one a day, points as they were taken, and an outcome', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyLadder,
      anyMembers,
      fc.array(anySweep, { minLength: 1, maxLength: 40 }),
      async (settings, members, sweeps) => {
        const rig = ladderRig(members, settings);
        let ms = START_MS;
        for (const { hours, isCredited, ...sweep } of sweeps) {
          ms += hours * HOUR_MS;
          await rig.sweep(ms, sweep);
          if (!isCredited) continue;
          for (const member of members) await rig.tellOrder(member, ms);
        }
        for (let day = 0; day <= settings.windowDays + 62; day += 1) {
          ms += DAY_MS;
          await rig.sweep(ms);
          await rig.sweep(ms + HOUR_MS);
        }
        expectHonest(rig, members, settings);
      },
    ),
    { numRuns: 150 },
  );
});

test('whoever is left alone passes the same rungs on the same days as whoever is not, and hears and gets nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyLadder,
      fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 60 }),
      anyHold,
      async (ladder, hours, heldHours) => {
        const members: Member[] = [
          { memberId: 'm-0', group: 'treated', heldHours },
          { memberId: 'm-1', group: 'control', heldHours },
        ];
        const rig = ladderRig(members, ladder);
        let ms = START_MS;
        for (const each of hours) {
          ms += each * HOUR_MS;
          await rig.sweep(ms);
          const [treated, control] = [rig.runOf('m-0'), rig.runOf('m-1')];
          expect([control.rung, control.dueAt, control.outcome]).toEqual([
            treated.rung,
            treated.dueAt,
            treated.outcome,
          ]);
        }
        expect([rig.told('m-1'), rig.runOf('m-1').pointsGiven, rig.runOf('m-1').unfunded]).toEqual([[], 0, 0]);
      },
    ),
    { numRuns: 60 },
  );
});
