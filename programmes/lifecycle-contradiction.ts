import type { LifecycleProgramme } from './lifecycle-schema.ts';
import type { Contradiction } from './programme-error.ts';

/** Where what a programme says of stages and of winning back does not hold together; steps from `lifecycle`. */
export function findLifecycleContradictions(lifecycle: LifecycleProgramme, writesToMembers: boolean): Contradiction[] {
  const { personalDue, firstOrderLapsedDays, lapsedDays, dormantDays, winBack } = lifecycle;
  return [
    ...(personalDue.daysMin <= personalDue.daysMax
      ? []
      : [{ path: ['personalDue', 'daysMax'], expected: `at least daysMin, which is ${personalDue.daysMin}` }]),
    ...(dormantDays < firstOrderLapsedDays
      ? []
      : [{ path: ['firstOrderLapsedDays'], expected: `more than dormantDays, which is ${dormantDays}` }]),
    ...(firstOrderLapsedDays <= lapsedDays
      ? []
      : [{ path: ['lapsedDays'], expected: `at least firstOrderLapsedDays, which is ${firstOrderLapsedDays}` }]),
    ...(winBack === undefined ? [] : contradictingLadder(winBack, writesToMembers)),
  ];
}

type WinBack = NonNullable<LifecycleProgramme['winBack']>;

function contradictingLadder(
  { rungs, windowDays, budgetPointsPerMonth }: WinBack,
  isWriting: boolean,
): Contradiction[] {
  const at = (...steps: (string | number)[]) => ['winBack', ...steps];
  const last = rungs.at(-1)?.afterDays ?? 0;
  return [
    ...(isWriting
      ? []
      : [{ path: at(), expected: 'outreach beside it: nobody is won back unless they are written to' }]),
    ...rungs.flatMap((rung, index): Contradiction[] => {
      const before = rungs[index - 1]?.afterDays ?? -1;
      if (rung.afterDays <= before) {
        return [{ path: at('rungs', index, 'afterDays'), expected: `more than ${before}, as before it` }];
      }
      return rung.kind === 'offer' && budgetPointsPerMonth > 0 && rung.points > budgetPointsPerMonth
        ? [{ path: at('rungs', index, 'points'), expected: `at most the month's budget, ${budgetPointsPerMonth}` }]
        : [];
    }),
    ...(windowDays >= last
      ? []
      : [{ path: at('windowDays'), expected: `at least ${last}, when the last rung is due` }]),
  ];
}
