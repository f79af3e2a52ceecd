import { addDays, daysBetween } from '../kernel/calendar.ts';
import type { PersonalDue } from './stage.ts';

/** When a silence becomes unusual. */
export interface PersonalDueSettings {
  /** Of a hundred members alike who still come, so many would be silent for as long. */
  readonly unusualPercent: number;
  /** Whatever the member's own rhythm is, not before and not after so many days. */
  readonly daysMin: number;
  readonly daysMax: number;
}

/** A member's purchases as the model knows them, in days: repeat purchase days, and from the first to the last of all. */
export interface PurchaseRhythm {
  readonly frequency: number;
  readonly recencyDays: number;
}

/** Days after which only a share of members with a rhythm would still be silent: see the model of purchases. */
export type UnusualSilence = (rhythm: PurchaseRhythm, share: number) => number;

/** @param orderDays programme-zone dates, earliest first, at least one */
export function rhythmOf(orderDays: readonly string[]): PurchaseRhythm {
  const [first, last] = [orderDays[0], orderDays.at(-1)];
  if (first === undefined || last === undefined) throw new Error('a rhythm needs an order');
  return { frequency: orderDays.length - 1, recencyDays: daysBetween(first, last) };
}

/** The last day on which the silence after the last order is not unusual for this member; a programme-zone date. */
export function calculatePersonalDue(
  orderDays: readonly string[],
  unusualSilence: UnusualSilence,
  { unusualPercent, daysMin, daysMax }: PersonalDueSettings,
): PersonalDue {
  const orderDay = orderDays.at(-1) ?? '';
  const days = Math.ceil(unusualSilence(rhythmOf(orderDays), unusualPercent / 100));
  return { orderDay, day: addDays(orderDay, Math.min(daysMax, Math.max(daysMin, days))) };
}
