import { addDays, addMonths } from '../lambdas/kernel/calendar.ts';
import { formatAmount, minorUnitDecimals } from '../lambdas/kernel/money.ts';
import { describeCare } from './describe-care.ts';
import { describeLifecycle } from './describe-lifecycle.ts';
import { describeOutreach } from './describe-outreach.ts';
import { describeSurveys } from './describe-surveys.ts';
import { describeTiers } from './describe-tiers.ts';
import { KPIS, type KpiDefinition } from './kpi.ts';
import { DELIVERY_WAIT_DAYS_MAX, type Programme } from './programme.ts';

const EXAMPLE_UNITS = 128;
const EXAMPLE_DAY = '2026-02-03';
const EXAMPLE_MONTH = '2026-02-01';
const EXAMPLE_YEAR = '2026-01-01';
const MONTHS_PER_YEAR = 12;
const ORDINALS = new Intl.PluralRules('en', { type: 'ordinal' });

/** What a programme means, in sentences for the person who answers for it. */
export function describeProgramme(programme: Programme): string[] {
  return [
    describePlace(programme),
    ...describeEarning(programme),
    ...describeRules(programme.earning.rules),
    describeExpiry(programme.expiry),
    ...describeRedemption(programme),
    ...describeBirthday(programme),
    ...describeStatements(programme),
    ...describeTiers(programme),
    ...describeOutreach(programme),
    ...describeLifecycle(programme),
    ...describeCare(programme),
    ...describeSurveys(programme),
    describeDebt(programme.earning.debtMax),
    ...describeActions(programme.actions),
    describeClientEvents(programme.clientEvents),
    ...describeCustomEvents(programme.customEvents),
    describeAdjustments(programme.adjustments),
    ...describeTargets(programme),
  ];
}

function describePlace({ name, currency, timeZone, country }: Programme): string {
  return `"${name}" counts in ${currency} and in days of ${timeZone}; a phone number without a country code is one of ${country}.`;
}

function describeEarning({ currency, earning: { pointsPerUnit, returnWindow } }: Programme): string[] {
  if (pointsPerUnit === 0) return ['Orders earn no points.'];
  // Half a unit more where there are halves, to show the rounding.
  const decimals = minorUnitDecimals(currency);
  const paid = decimals === 0 ? `${EXAMPLE_UNITS}` : `${EXAMPLE_UNITS}.5${'0'.repeat(decimals - 1)}`;
  const earned = Math.floor(Number(paid) * pointsPerUnit);
  return [
    `An order earns ${points(pointsPerUnit)} for each ${currency} paid, rounded down once: ${paid} ${currency} earn ${points(earned)}.`,
    `The points of an order can be spent ${describeReturnWindow(returnWindow)}.`,
  ];
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

type Rule = NonNullable<Programme['earning']['rules']>[number];

function describeRules(rules: readonly Rule[]): string[] {
  if (rules.length === 0) return [];
  return [
    ...rules.map((rule) => {
      const times = rule.multiplier === 0 ? 'earns no points' : `earns ${rule.multiplier} times the points`;
      return [
        `By "${rule.id}" ${describeLines(rule.only)} ${times}`,
        ...(rule.tiers === undefined ? [] : [`for members of the tiers ${rule.tiers.join(' and ')}`]),
        ...describeTime(rule.when),
        ...describeCap(rule),
      ].join(', ');
    }),
    'Of the rules that are for a line the best one counts, unless one of them lets it earn nothing.',
  ].map((sentence) => (sentence.endsWith('.') ? sentence : `${sentence}.`));
}

function describeLines(only: Rule['only']): string {
  if (only === undefined) return 'an order';
  const { products = [], categories = [], brands = [] } = only;
  return `what is of ${[...products, ...categories, ...brands].join(' or ')}`;
}

function describeTime(when: Rule['when']): string[] {
  const { from, to, weekdays, daysOfMonth } = when ?? {};
  return [
    ...(from === undefined ? [] : [`from ${from.replace('T', ' ')}`]),
    ...(to === undefined ? [] : [`until before ${to.replace('T', ' ')}`]),
    ...(weekdays === undefined ? [] : [`on ${weekdays.map((day) => WEEKDAYS[day - 1]).join(' and ')}`]),
    ...(daysOfMonth === undefined ? [] : [`on day ${daysOfMonth.join(' and ')} of the month`]),
  ];
}

const describeCap = ({ cap }: Rule): string[] =>
  cap === undefined
    ? []
    : [
        `for at most ${count(cap.times, 'order')} ${cap.per === 'ever' ? 'of a member ever' : `of a member a ${cap.per}`}`,
      ];

function describeReturnWindow({ from, days }: Programme['earning']['returnWindow']): string {
  const after = days === 0 ? 'as soon as' : `${count(days, 'day')} after`;
  if (from === 'payment') return `${after} it is paid`;
  return `${after} it is delivered, and at the latest ${DELIVERY_WAIT_DAYS_MAX} days after it is paid`;
}

function describeExpiry(expiry: Programme['expiry']): string {
  if (expiry.kind === 'never') return 'Points never expire.';
  if (expiry.kind === 'inactivity') {
    const lastDay = addMonths(EXAMPLE_DAY, expiry.months);
    return `All points of a member expire ${count(expiry.months, 'month')} after the day on which something was last earned or spent: of one who did so on ${EXAMPLE_DAY}, at the end of ${lastDay}.`;
  }
  const [span, lastDay] = spanOf(expiry);
  return `Points are good ${span}: those earned on ${EXAMPLE_DAY} until the end of ${lastDay}.`;
}

/** How long points are good for, and the last day of those of the example. */
function spanOf(expiry: Exclude<Programme['expiry'], { kind: 'never' | 'inactivity' }>): readonly [string, string] {
  switch (expiry.kind) {
    case 'afterDays':
      return [`for ${count(expiry.days, 'day')} after the day of earning`, addDays(EXAMPLE_DAY, expiry.days)];
    case 'endOfMonth':
      return [`to the end of ${later('month', expiry.months)}`, dayBefore(addMonths(EXAMPLE_MONTH, expiry.months + 1))];
    case 'endOfYear':
      return [
        `to the end of ${later('year', expiry.years)}`,
        dayBefore(addMonths(EXAMPLE_YEAR, (expiry.years + 1) * MONTHS_PER_YEAR)),
      ];
  }
}

function describeRedemption({ redemption, currency }: Programme): string[] {
  if (redemption === undefined) return ['Points do not pay for orders.'];
  const { minorUnitsPerPoint, pointsMin, orderShareMax, holdMinutes, rate } = redemption;
  const worth = formatAmount(minorUnitsPerPoint, currency);
  return [
    `A point pays ${worth} ${currency} of an order, from ${points(pointsMin)} on and up to ${orderShareMax} % of it; what points pay earns none.`,
    `Points for an order are held for ${count(holdMinutes, 'minute')} while it is being paid.`,
    rate === 100
      ? 'In the liability all points are expected to be redeemed.'
      : `In the liability ${rate} % of points are expected to be redeemed, and the rest is breakage.`,
  ];
}

const describeBirthday = ({ birthday }: Programme): string[] =>
  birthday === undefined
    ? []
    : [
        `On the birthday a member gets ${points(birthday.points)}, unless the tier says otherwise; they can be spent at once.`,
      ];

const describeStatements = ({ statements }: Programme): string[] =>
  statements === undefined
    ? []
    : [`On day ${statements.dayOfMonth} of each month a statement of the points is due to whoever has some.`];

function describeDebt(debtMax: number): string {
  if (debtMax === 0)
    return 'A return takes back at most the points that a member still has; nobody comes to owe points.';
  return `A return of points already spent may leave a member owing up to ${points(debtMax)}; what is earned next pays them off.`;
}

function describeActions(actions: Programme['actions']): string[] {
  const sentences = Object.entries(actions).map(([name, action]) =>
    [`"${name}" earns ${points(action.points)}`, ...describeLimits(action)].join(', '),
  );
  if (sentences.length === 0) return ['Nothing that a member does beside buying earns points.'];
  return sentences.map((sentence) => `${sentence}; they can be spent at once.`);
}

function describeLimits({ cap, oncePer }: Programme['actions'][string]): string[] {
  const limits = oncePer === undefined ? [] : [`once for each ${oncePer}`];
  if (cap === undefined) return limits;
  const times = cap.times === 1 ? 'once' : cap.times === 2 ? 'twice' : count(cap.times, 'time');
  return [...limits, `at most ${times} ${cap.per === 'ever' ? 'ever' : `a ${cap.per}`}`];
}

function describeClientEvents(clientEvents: Programme['clientEvents']): string {
  const events = clientEvents.length === 0 ? 'no events' : `these events: ${clientEvents.join(', ')}`;
  return `A public key may send page and screen views and ${events}.`;
}

function describeCustomEvents(customEvents: Programme['customEvents']): string[] {
  const sentences = Object.entries(customEvents).map(([name, properties]) =>
    properties.length === 0
      ? `Of "${name}" only the name is kept.`
      : `Of "${name}" the properties ${properties.join(', ')} are kept.`,
  );
  return sentences.length === 0 ? ["Of the shop's own events only the name is kept."] : sentences;
}

function describeAdjustments({ writeMax, adminMax }: Programme['adjustments']): string {
  if (adminMax === 0) return 'Points are never adjusted by hand.';
  const byWrite =
    writeMax === 0 ? 'none with a key of scope write' : `at most ${points(writeMax)} with a key of scope write`;
  return `One adjustment by hand gives or takes ${byWrite}, at most ${points(adminMax)} with one of scope admin.`;
}

function describeTargets({ targets, currency }: Programme): string[] {
  return KPIS.flatMap(({ id, name, unit }) => {
    const aim = targets[id];
    if (aim === undefined) return [];
    const steps = [...(aim.milestones ?? []), aim.target].map((value) => describeFigure(value, unit, currency));
    return [`${name.en} is to reach ${steps.join(', then ')}.`];
  });
}

function describeFigure(value: number, unit: KpiDefinition['unit'], currency: string): string {
  if (unit === 'ratio') return `${Number((value * 100).toFixed(2))} %`;
  if (unit === 'nps') return `${Number((value * 100).toFixed(2))}`;
  if (unit === 'money') return `${formatAmount(value, currency)} ${currency}`;
  if (unit === 'days') return count(value, 'day');
  return unit === 'hours' ? count(value, 'hour') : `${value}`;
}

const dayBefore = (day: string): string => addDays(day, -1);

function later(period: string, periods: number): string {
  return periods === 0 ? `the ${period} of earning` : `the ${ordinal(periods)} ${period} after that of earning`;
}

function ordinal(number: number): string {
  const suffixes: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
  return `${number}${suffixes[ORDINALS.select(number)] ?? 'th'}`;
}

const points = (number: number): string => count(number, 'point');

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
