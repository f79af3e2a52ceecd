import { formatAmount } from '../lambdas/kernel/money.ts';
import type { Programme } from './programme.ts';

type Tiers = NonNullable<Programme['tiers']>;
type Level = Tiers['levels'][number];
type Privilege = Programme['privileges'][number];

/** What tiers ask for and give, in sentences. */
export function describeTiers({ tiers, privileges, currency }: Programme): string[] {
  if (tiers === undefined) return ['There are no tiers.', ...privileges.map(describePrivilege)];
  return [
    ...tiers.levels.map((level) => describeLevel(level, tiers, currency)),
    describeTerm(tiers),
    describeEnd(tiers),
    tiers.revokeOnReturn
      ? 'A return that brings a member below the line takes the tier at once.'
      : 'A return lowers what counts, and takes no tier before its end.',
    ...privileges.map(describePrivilege),
  ];
}

function describeLevel({ name, condition, benefits }: Level, { by }: Tiers, currency: string): string {
  const { amount, orders, activeDays, bought } = condition;
  const money = (minor: number) => `${formatAmount(minor, currency)} ${currency}`;
  const asks = [
    ...(amount === undefined ? [] : [by === 'spend' ? `${money(amount)} spent` : `${amount} points earned`]),
    ...(orders === undefined ? [] : [`${orders} orders`]),
    ...(activeDays === undefined ? [] : [`${activeDays} active days`]),
    ...(bought === undefined ? [] : [`something of ${Object.values(bought).flat().join(' or ')} bought`]),
  ];
  const from = benefits.freeShippingFrom;
  const gives = [
    ...(benefits.pointsMultiplier === undefined ? [] : [`${benefits.pointsMultiplier} times the points`]),
    ...(benefits.discountPercent === undefined ? [] : [`${benefits.discountPercent} % off`]),
    ...(from === undefined ? [] : [from === 0 ? 'free shipping' : `free shipping from ${money(from)} on`]),
    ...(benefits.priorityDispatch === undefined ? [] : ['dispatch before others']),
    ...(benefits.dedicatedService === undefined ? [] : ['a service of their own']),
    ...(benefits.birthdayPoints === undefined ? [] : [`${benefits.birthdayPoints} points on the birthday`]),
  ];
  const who = asks.length === 0 ? 'Everybody' : `Whoever reaches ${listed(asks)}`;
  return `${who} is "${name.en}" (${name.zh}) and gets ${gives.length === 0 ? 'nothing more for it' : listed(gives)}.`;
}

function describeTerm({ period }: Tiers): string {
  return period === 'rolling'
    ? 'What counts for a tier is that of the last twelve months; a tier is reached at once and held for twelve months.'
    : 'What counts for a tier is that of the calendar year; a tier is reached at once and held to the end of the next year.';
}

function describeEnd({ graceDays, noticeDays, downgrade }: Tiers): string {
  const goes = downgrade === 'oneStep' ? 'one tier down' : 'to the tier that the member still reaches';
  return `A tier that is not reached again by its end can still be kept for ${graceDays} days, and then goes ${goes}; the member is told at least ${noticeDays} days before.`;
}

const KINDS = { memberDay: 'a member day', memberPrice: 'a price for members', earlyAccess: 'early access' } as const;

function describePrivilege({ name, kind, when, tiers, discountPercent }: Privilege): string {
  const { from, to, weekdays, daysOfMonth } = when;
  const time = [
    ...(from === undefined ? [] : [`from ${from.replace('T', ' ')}`]),
    ...(to === undefined ? [] : [`until before ${to.replace('T', ' ')}`]),
    ...(weekdays === undefined ? [] : [`on weekday ${weekdays.join(' and ')}`]),
    ...(daysOfMonth === undefined ? [] : [`on day ${daysOfMonth.join(' and ')} of the month`]),
  ];
  const off = discountPercent === undefined ? '' : ` of ${discountPercent} % off`;
  return `"${name.en}" (${name.zh}) is ${KINDS[kind]}${off} for ${tiers === undefined ? 'all members' : tiers.join(' and ')}, ${time.join(' ')}.`;
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
