import { firstResponseAt } from '../kernel/first-response.ts';
import type { Rating, Ticket, TicketTold } from './ticket.ts';

/** What was bad: the rating, or how long the first answer took. */
export type Cause = 'BAD_RATING' | 'LATE_ANSWER';

/** From when a ticket is a bad experience. ISO-8601 in UTC. */
export interface BadExperience {
  readonly cause: Cause;
  readonly at: string;
}

export interface BadExperienceSettings {
  /** A rating of so much or less is bad. */
  readonly badRatingMax: number;
  readonly lateHours: number;
}

const HOUR_MS = 3_600_000;

/**
 * A ticket after it was told of, or looked at because it is due: whether its answer is waited for, and whether it is a bad
 * experience now. What is told of the past is only known: nobody waits for it, and it is nothing to make good.
 * @param before what was known before it was told of
 */
export function reviewTicket(
  before: Ticket,
  next: Ticket,
  told: TicketTold | undefined,
  isOfThePast: boolean,
  settings: BadExperienceSettings | undefined,
  now: Date,
): { readonly next: Ticket; readonly bad: BadExperience | undefined } {
  if (settings === undefined) {
    const { lateAt: _, ...unawaited } = next;
    return { next: next.lateAt === undefined ? next : unawaited, bad: undefined };
  }
  const waiting = withWait(before, next, isOfThePast, settings);
  const rated = isOfThePast ? undefined : badRatingOf(next, told, settings);
  const { ticket, lateAt } = afterWait(waiting, told, now);
  if (rated !== undefined) return { next: ticket, bad: { cause: 'BAD_RATING', at: rated.at } };
  return { next: ticket, bad: lateAt === undefined ? undefined : { cause: 'LATE_ANSWER', at: lateAt } };
}

export const isBad = (rating: number, { badRatingMax }: Pick<BadExperienceSettings, 'badRatingMax'>): boolean =>
  rating <= badRatingMax;

/** The rating that is told, if it is bad and the ticket's last one: of others nothing has to be made good. */
function badRatingOf(
  { ratedLast }: Ticket,
  told: TicketTold | undefined,
  settings: BadExperienceSettings,
): Rating | undefined {
  if (told?.kind !== 'RATED' || !isBad(told.rating.rating, settings)) return undefined;
  const { messageId, rating } = told.rating;
  return ratedLast?.messageId === messageId && ratedLast.rating === rating ? told.rating : undefined;
}

/** An answer is waited for from the first word of the opening on; that is decided once, whatever else is told of it. */
function withWait(before: Ticket, next: Ticket, isOfThePast: boolean, { lateHours }: BadExperienceSettings): Ticket {
  if (before.opened !== undefined || next.opened === undefined || isOfThePast) return next;
  // So many hours are not late yet.
  return { ...next, lateAt: new Date(Date.parse(next.opened.at) + lateHours * HOUR_MS + 1).toISOString() };
}

/**
 * Nobody waits any more for an answer that is there, or that is late. That there is none yet is seen by whoever looks
 * because it is due: while words are told the answer may be the next of them, as of a help desk that was cut off.
 */
function afterWait(
  { lateAt, ...rest }: Ticket,
  told: TicketTold | undefined,
  now: Date,
): { readonly ticket: Ticket; readonly lateAt?: string } {
  if (lateAt === undefined) return { ticket: rest };
  const response = firstResponseAt(rest);
  const isLate = response === undefined ? told === undefined && now.toISOString() >= lateAt : response >= lateAt;
  if (isLate) return { ticket: rest, lateAt };
  return { ticket: response === undefined ? { ...rest, lateAt } : rest };
}
