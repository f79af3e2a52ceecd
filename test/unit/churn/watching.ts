import type { WatchFacts } from '../../../lambdas/churn/known-facts.ts';
import { calculatePersonalDue, type UnusualSilence } from '../../../lambdas/churn/personal-due.ts';
import { type StageFacts, type StagePoint, stageAt } from '../../../lambdas/churn/stage.ts';
import type { WatchSettings } from '../../../lambdas/churn/watch.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';

/** The defaults of a programme. */
export const SETTINGS: WatchSettings = {
  timeZone: 'Asia/Shanghai',
  dormantDays: 30,
  lapsedDays: 180,
  firstOrderLapsedDays: 90,
  activatedDays: 30,
  wonBackDays: 30,
  signUpSilentHours: 24,
  unpaidDays: 3,
  noRepeatDays: 7,
  personalDue: { unusualPercent: 10, daysMin: 7, daysMax: 60 },
};

/** Twice the mean gap between orders so far; of a first order three weeks. */
export const unusualSilence: UnusualSilence = ({ frequency, recencyDays }) =>
  frequency === 0 ? 21 : (2 * recencyDays) / frequency;

/** Noon of a day in the programme's zone. */
export const noonOf = (day: string): string => `${day}T04:00:00.000Z`;

/** Facts of a member who ordered and came on days; an order is a visit too. */
export function factsOf(
  orderDays: readonly string[],
  visitDays: readonly string[],
  more: Partial<WatchFacts> = {},
): WatchFacts {
  const activeDays = [...new Set([...orderDays, ...visitDays])].sort();
  const orders = [...new Set(orderDays)].sort();
  const [lastOrder, lastVisit] = [orders.at(-1), activeDays.at(-1)];
  return {
    orderDays: orders,
    activeDays,
    firstOrders: orders.slice(0, 2).map((day) => ({ orderId: day, at: noonOf(day) })),
    lastOrderAt: lastOrder === undefined ? undefined : noonOf(lastOrder),
    lastSeenAt: lastVisit === undefined ? undefined : noonOf(lastVisit),
    ...more,
  };
}

/** What a person would write down who looks at the dawn and at the end of every day. */
export function listMovesDayByDay(facts: WatchFacts, from: string, until: string) {
  const moves: { readonly day: string; readonly phase: string; readonly to: string }[] = [];
  let stage = 'new';
  for (let day = from; day <= until; day = addDays(day, 1)) {
    for (const phase of ['dawn', 'end'] as const) {
      const point: StagePoint = { day, phase };
      const next = stageAt(factsUntil(facts, point), point, SETTINGS);
      if (next !== stage) moves.push({ day, phase, to: next });
      stage = next;
    }
  }
  return moves;
}

function factsUntil({ orderDays, activeDays }: WatchFacts, { day, phase }: StagePoint): StageFacts {
  const known = (days: readonly string[]) => days.filter((each) => (phase === 'end' ? each <= day : each < day));
  const orders = known(orderDays);
  return {
    orderDays: orders,
    activeDays: known(activeDays),
    personalDues: orders.length === 0 ? [] : [calculatePersonalDue(orders, unusualSilence, SETTINGS.personalDue)],
  };
}
