import { addDays, addMonths } from '../lambdas/kernel/calendar.ts';
import { minorUnitDecimals } from '../lambdas/kernel/money.ts';
import { DELIVERY_WAIT_DAYS_MAX, type Programme } from './programme.ts';

const EXAMPLE_UNITS = 128;
const EXAMPLE_DAY = '2026-02-03';
const MONTHS_PER_YEAR = 12;

/** What a programme means, in sentences for the person who answers for it. */
export function describeProgramme(programme: Programme): string[] {
  return [
    describePlace(programme),
    ...describeEarning(programme),
    describeExpiry(programme.expiry),
    describeDebt(programme.earning.debtMax),
    ...describeActions(programme.actions),
    describeClientEvents(programme.clientEvents),
    ...describeCustomEvents(programme.customEvents),
    describeAdjustments(programme.adjustments),
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

function describeReturnWindow({ from, days }: Programme['earning']['returnWindow']): string {
  const after = days === 0 ? 'as soon as' : `${count(days, 'day')} after`;
  if (from === 'payment') return `${after} it is paid`;
  return `${after} it is delivered, and at the latest ${DELIVERY_WAIT_DAYS_MAX} days after it is paid`;
}

function describeExpiry(expiry: Programme['expiry']): string {
  const example = (lastDay: string) => `those earned on ${EXAMPLE_DAY} until the end of ${lastDay}`;
  switch (expiry.kind) {
    case 'never':
      return 'Points never expire.';
    case 'afterDays':
      return `Points are good for ${count(expiry.days, 'day')} after the day of earning: ${example(addDays(EXAMPLE_DAY, expiry.days))}.`;
    case 'endOfMonth':
      return `Points are good to the end of ${later('month', expiry.months)}: ${example(lastDayBefore(`${EXAMPLE_DAY.slice(0, 7)}-01`, expiry.months + 1))}.`;
    case 'endOfYear':
      return `Points are good to the end of ${later('year', expiry.years)}: ${example(lastDayBefore(`${EXAMPLE_DAY.slice(0, 4)}-01-01`, (expiry.years + 1) * MONTHS_PER_YEAR))}.`;
  }
}

function describeDebt(debtMax: number): string {
  if (debtMax === 0)
    return 'A return takes back at most the points that a member still has; nobody comes to owe points.';
  return `A return of points already spent may leave a member owing up to ${points(debtMax)}; what is earned next pays them off.`;
}

function describeActions(actions: Programme['actions']): string[] {
  const sentences = Object.entries(actions).map(([name, action]) =>
    [`"${name}" earns ${points(action.points)}`, ...describeLimits(action)].join(', '),
  );
  if (sentences.length === 0) return ['Only orders earn points.'];
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

const lastDayBefore = (first: string, months: number): string => addDays(addMonths(first, months), -1);

function later(period: string, periods: number): string {
  return periods === 0 ? `the ${period} of earning` : `the ${ordinal(periods)} ${period} after that of earning`;
}

/** Words for what is common, so that nobody reads "the 1th". */
function ordinal(number: number): string {
  return number === 1 ? 'first' : number === 2 ? 'second' : number === 3 ? 'third' : `${number}th`;
}

const points = (number: number): string => count(number, 'point');

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
