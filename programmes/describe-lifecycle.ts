import type { Programme } from './programme.ts';

type Lifecycle = Programme['lifecycle'];
type Rung = NonNullable<Lifecycle['winBack']>['rungs'][number];

/** When members change their stage and how those who leave are won back, in sentences. */
export function describeLifecycle({ lifecycle }: Programme): string[] {
  const { dormantDays, lapsedDays, firstOrderLapsedDays, personalDue, strategies, winBack } = lifecycle;
  const { unusualPercent, daysMin, daysMax } = personalDue;
  const onLadder = Object.entries(strategies).flatMap(([stage, each]) => (each?.journey === 'win-back' ? [stage] : []));
  return [
    `A buyer is dormant after ${dormantDays} days without a visit and churned after ${lapsedDays} without an order (${firstOrderLapsedDays} after a first and only one).`,
    `A buyer is at risk when only ${unusualPercent} in a hundred alike would be silent for as long: ${daysMin} to ${daysMax} days after the last order.`,
    describeNodes(lifecycle),
    ...(winBack === undefined || onLadder.length === 0
      ? ['Nobody is won back.']
      : [
          `Whoever becomes ${onLadder.join(' or ')} is won back step by step, until an order: ${winBack.rungs.map(describeRung).join('; ')}.`,
          `Offers give at most ${winBack.budgetPointsPerMonth} points a month; ${winBack.controlPercent} % are left alone, and an order within ${winBack.windowDays} days counts.`,
        ]),
  ];
}

const describeNodes = ({ signUpSilentHours, unpaidDays, noRepeatDays }: Lifecycle): string =>
  `New members are looked for when they do nothing for ${signUpSilentHours} hours after signing up, leave an order unpaid for ${unpaidDays} days, or have not bought again ${noRepeatDays} days after paying.`;

function describeRung(rung: Rung): string {
  const when = rung.afterDays === 0 ? 'at once' : `after ${rung.afterDays} days`;
  return `${when} ${rung.kind === 'offer' ? `an offer of ${rung.points} points` : `a ${rung.kind}`}`;
}
