import type { Programme } from './programme.ts';

/** How a bad experience is made good, in sentences. */
export function describeCare({ care }: Pick<Programme, 'care'>): string[] {
  if (care === undefined) return [];
  const { badRatingMax, lateHours, compensation, followUpDays, windowDays } = care;
  return [
    `A rating of ${badRatingMax} or less of 10, or no answer for more than ${lateHours} hours, is a bad experience: the member gets an apology at once${describePoints(compensation)}, and is asked after ${followUpDays} days whether it is right again.`,
    `For ${windowDays} days, or until it is, nothing is advertised to the member.`,
    ...(compensation === undefined
      ? []
      : [
          `Points for bad experiences are at most ${compensation.budgetPointsPerMonth} a month; ${compensation.controlPercent} % of the members get none of them, to see what they do.`,
        ]),
  ];
}

const describePoints = (compensation: NonNullable<Programme['care']>['compensation']): string =>
  compensation === undefined ? '' : `, ${compensation.points} points after ${compensation.afterHours} hours`;
