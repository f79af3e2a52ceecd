import { addDays, dayOf, startOfDay } from '../kernel/calendar.ts';
import { type BadExperience, type BadExperienceSettings, type Cause, isBad } from './bad-experience.ts';
import type { Ticket } from './ticket.ts';

/** What the programme says of making good. */
export interface CareSettings extends BadExperienceSettings {
  readonly compensation?:
    | { readonly points: number; readonly afterHours: number; readonly budgetPointsPerMonth: number }
    | undefined;
  readonly followUpDays: number;
  readonly windowDays: number;
}

export interface RecoverySettings {
  /** Undefined where nothing is made good, or not any more: what has begun comes to its end. */
  readonly care?: CareSettings | undefined;
  readonly timeZone: string;
}

/** Given points where there are some, or none at all, to see what these do. */
export type RecoveryGroup = 'treated' | 'control';

/** How far it has come: the apology is said with the start, then points, then the question. */
export type RecoveryStage = 'APOLOGISED' | 'COMPENSATED' | 'ASKED';

export type Outcome = 'SATISFIED' | 'EXPIRED';

/** A bad experience that is being made good. Days are programme-zone dates, instants ISO-8601 in UTC. */
export interface Recovery {
  readonly memberId: string;
  readonly ticketId: string;
  readonly cause: Cause;
  /** When it was bad: a good rating after that ends it. */
  readonly causeAt: string;
  readonly group: RecoveryGroup;
  readonly startedAt: string;
  readonly startedDay: string;
  /** When it ends, whatever happens. */
  readonly endsAt: string;
  readonly stage: RecoveryStage;
  readonly pointsGiven: number;
  /** Points that were taken from the budget and may not be booked yet. */
  readonly granting?: number | undefined;
  /** The budget had nothing left for it. */
  readonly isUnfunded: boolean;
  readonly outcome?: Outcome | undefined;
  readonly endedAt?: string | undefined;
  /** Whether the member came or ordered within {@link RETURN_DAYS} days; undefined until they are over. */
  readonly hasReturned?: boolean | undefined;
  /** When the next step is due; undefined when all is done. */
  readonly dueAt?: string | undefined;
  readonly version: number;
}

/** What a recovery is measured by. */
export const RETURN_DAYS = 30;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A recovery begins: its apology is said with it. */
export function startRecovery(
  { memberId, ticketId }: Ticket,
  { cause, at }: BadExperience,
  group: RecoveryGroup,
  { care, timeZone }: { readonly care: CareSettings; readonly timeZone: string },
  now: Date,
): Recovery {
  return withDue(
    {
      ...{ memberId, ticketId, cause, causeAt: at, group, stage: 'APOLOGISED' },
      startedAt: now.toISOString(),
      startedDay: dayOf(now.getTime(), timeZone),
      endsAt: new Date(now.getTime() + care.windowDays * DAY_MS).toISOString(),
      ...{ pointsGiven: 0, isUnfunded: false, version: 0 },
    },
    care,
  );
}

/** What is to be done with a recovery that is due, or whose ticket was rated. */
export type RecoveryStep =
  | { readonly kind: 'WAIT' }
  | { readonly kind: 'END'; readonly next: Recovery; readonly outcome: Outcome }
  /** Nothing is given: the member is of the control, or the programme has no points for it. */
  | { readonly kind: 'PASS'; readonly next: Recovery }
  | { readonly kind: 'GRANT'; readonly points: number; readonly month: string; readonly next: Recovery }
  | { readonly kind: 'GIVE'; readonly points: number; readonly next: Recovery }
  | { readonly kind: 'ASK'; readonly next: Recovery }
  /** What it did is found out. */
  | { readonly kind: 'MEASURE' };

/**
 * The next step. Points that were taken from the budget are given whatever happened; then a good rating ends it, whatever
 * was due. Each step is taken once, and what is looked at only after the end is not caught up with.
 */
export function decideStep(
  recovery: Recovery,
  ticket: Ticket | undefined,
  { care, timeZone }: RecoverySettings,
  now: Date,
): RecoveryStep {
  const { granting, outcome, stage } = recovery;
  if (granting !== undefined) return give(recovery, granting, care);
  const at = now.toISOString();
  if (outcome === undefined && isSatisfied(recovery, ticket, care)) return end(recovery, 'SATISFIED', at, timeZone);
  if (recovery.dueAt === undefined || recovery.dueAt > at) return { kind: 'WAIT' };
  if (outcome !== undefined) return { kind: 'MEASURE' };
  if (recovery.endsAt <= at) return end(recovery, 'EXPIRED', at, timeZone);
  const asked = withDue({ ...recovery, stage: 'ASKED' }, care);
  if (care === undefined) return { kind: 'PASS', next: asked };
  if (stage !== 'APOLOGISED' || care.compensation === undefined) return { kind: 'ASK', next: asked };
  if (recovery.group === 'control') return { kind: 'PASS', next: withDue({ ...recovery, stage: 'COMPENSATED' }, care) };
  const month = dayOf(now.getTime(), timeZone).slice(0, 7);
  const { points } = care.compensation;
  return { kind: 'GRANT', points, month, next: { ...recovery, granting: points } };
}

/** Points that the budget has nothing left for are passed over: what is promised is given. */
export const passUnfunded = (recovery: Recovery, care: CareSettings | undefined): Recovery =>
  withDue({ ...recovery, stage: 'COMPENSATED', isUnfunded: true }, care);

function give({ granting: _, ...recovery }: Recovery, points: number, care: CareSettings | undefined): RecoveryStep {
  const given = { ...recovery, stage: 'COMPENSATED', pointsGiven: recovery.pointsGiven + points } as const;
  return { kind: 'GIVE', points, next: withDue(given, care) };
}

/** Days on which a member was there. Programme-zone dates. */
export interface ReturnDays {
  readonly activeDays: readonly string[];
  readonly orderDays: readonly string[];
}

/**
 * A recovery of which is known what it did: whether the member ordered or came again, on a day after the one of the
 * apology. A day on which it only rated this ticket is no return.
 */
export function measure(
  recovery: Recovery,
  ticket: Ticket | undefined,
  { activeDays, orderDays }: ReturnDays,
  timeZone: string,
): Recovery {
  const { dueAt: _, ...rest } = recovery;
  const last = addDays(recovery.startedDay, RETURN_DAYS);
  const ratings = [ticket?.rated, ticket?.ratedLast].flatMap((rating) => rating ?? []);
  const ratingDays = new Set(ratings.map(({ at }) => dayOf(Date.parse(at), timeZone)));
  const days = [...orderDays, ...activeDays.filter((day) => !ratingDays.has(day))];
  return { ...rest, hasReturned: days.some((day) => day > recovery.startedDay && day <= last) };
}

function isSatisfied({ causeAt }: Recovery, ticket: Ticket | undefined, care: CareSettings | undefined): boolean {
  const rating = ticket?.ratedLast;
  return care !== undefined && rating !== undefined && rating.at > causeAt && !isBad(rating.rating, care);
}

/** What it did is asked when the last day of a return is over. */
function end(recovery: Recovery, outcome: Outcome, at: string, timeZone: string): RecoveryStep {
  const measuredOn = addDays(recovery.startedDay, RETURN_DAYS + 1);
  const dueAt = new Date(startOfDay(measuredOn, timeZone)).toISOString();
  return { kind: 'END', outcome, next: { ...recovery, outcome, endedAt: at, dueAt } };
}

/** With the instant of what follows its stage; at the latest the end. */
function withDue(recovery: Recovery, care: CareSettings | undefined): Recovery {
  const { stage, startedAt, endsAt } = recovery;
  const afterMs = care === undefined ? undefined : waitMs(stage, care);
  const due = afterMs === undefined ? endsAt : new Date(Date.parse(startedAt) + afterMs).toISOString();
  return { ...recovery, dueAt: due < endsAt ? due : endsAt };
}

/** So long after the start; undefined where only the end follows. */
function waitMs(stage: RecoveryStage, { compensation, followUpDays }: CareSettings): number | undefined {
  if (stage === 'ASKED') return undefined;
  if (stage === 'APOLOGISED' && compensation !== undefined) return compensation.afterHours * HOUR_MS;
  return followUpDays * DAY_MS;
}
