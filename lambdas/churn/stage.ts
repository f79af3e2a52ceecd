import type { Stage } from '../../programmes/stage.ts';
import { addDays, daysBetween } from '../kernel/calendar.ts';

/** After how many whole days a stage begins or ends. */
export interface StageSettings {
  /** Without a visit: dormant. */
  readonly dormantDays: number;
  /** Without an order: churned; of a first-time buyer sooner. */
  readonly lapsedDays: number;
  readonly firstOrderLapsedDays: number;
  /** For so long a first order makes a member activated, and one after a lapse won back. */
  readonly activatedDays: number;
  readonly wonBackDays: number;
}

/** The last day on which the silence after an order is not unusual for this member. Programme-zone dates. */
export interface PersonalDue {
  readonly orderDay: string;
  readonly day: string;
}

/** What decides a member's stage: sets of programme-zone dates, earliest first. An order day is a visit too. */
export interface StageFacts {
  readonly orderDays: readonly string[];
  readonly activeDays: readonly string[];
  /** Of an order or two. */
  readonly personalDues: readonly PersonalDue[];
}

/**
 * A point of time as stages know it: a day at its dawn, before anything has happened on it, or at its end. So what time
 * alone brings about comes before what the member does that day, whichever of the two is looked at first.
 */
export interface StagePoint {
  readonly day: string;
  readonly phase: 'dawn' | 'end';
}

/**
 * The stage at a point, of the facts up to it; the first that holds: new, churned, dormant, at-risk, won-back, activated,
 * active. Days without an order or visit are counted by the date: 31 days after a visit there are more than 30.
 */
export function stageAt(facts: StageFacts, point: StagePoint, settings: StageSettings): Stage {
  const orderDays = upTo(facts.orderDays, point);
  const lastOrder = orderDays.at(-1);
  if (lastOrder === undefined) return 'new';
  const activeDays = upTo(facts.activeDays, point);
  const orderSilence = daysBetween(lastOrder, point.day);
  if (orderSilence > lapseDays(orderDays.length, settings)) return 'churned';
  const lastVisit = latest(lastOrder, activeDays.at(-1));
  if (daysBetween(lastVisit, point.day) > settings.dormantDays) return 'dormant';
  const due = facts.personalDues.find(({ orderDay }) => orderDay === lastOrder);
  if (due !== undefined && point.day > due.day) return 'at-risk';
  if (orderSilence <= settings.wonBackDays && isAfterLapse(orderDays, activeDays, settings)) return 'won-back';
  return orderDays.length === 1 && orderSilence <= settings.activatedDays ? 'activated' : 'active';
}

/** Days at whose dawn the stage may change if the member does nothing after a day; not in order. */
export function silenceDays({ orderDays, activeDays, personalDues }: StageFacts, settings: StageSettings): string[] {
  const lastOrder = orderDays.at(-1);
  if (lastOrder === undefined) return [];
  const { dormantDays, lapsedDays, firstOrderLapsedDays, activatedDays, wonBackDays } = settings;
  const ofOrder = [lapsedDays, firstOrderLapsedDays, activatedDays, wonBackDays];
  return [
    ...ofOrder.map((days) => addDays(lastOrder, days + 1)),
    addDays(latest(lastOrder, activeDays.at(-1)), dormantDays + 1),
    ...personalDues.map(({ day }) => addDays(day, 1)),
  ];
}

const lapseDays = (orderDayCount: number, { lapsedDays, firstOrderLapsedDays }: StageSettings): number =>
  orderDayCount === 1 ? firstOrderLapsedDays : lapsedDays;

/** Whether the last order came within some days after the member was last dormant or churned. */
function isAfterLapse(orderDays: readonly string[], activeDays: readonly string[], settings: StageSettings): boolean {
  const [first, last, before] = [orderDays[0], orderDays.at(-1), orderDays.at(-2)];
  if (first === undefined || last === undefined || before === undefined) return false;
  if (daysBetween(before, last) > lapseDays(orderDays.length - 1, settings)) return true;
  const visits = activeDays.filter((day) => day >= first && day <= last);
  return visits.some((day, index) => {
    const previous = visits[index - 1];
    // Dormant up to the dawn of that visit's day.
    const wasDormant = previous !== undefined && daysBetween(previous, day) > settings.dormantDays;
    return wasDormant && daysBetween(day, last) <= settings.wonBackDays;
  });
}

const upTo = (days: readonly string[], { day, phase }: StagePoint): readonly string[] =>
  days.filter((each) => (phase === 'end' ? each <= day : each < day));

const latest = (a: string, b: string | undefined): string => (b !== undefined && b > a ? b : a);
