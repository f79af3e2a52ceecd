import type { Stage } from '../../programmes/stage.ts';
import { addDays, startOfDay } from '../kernel/calendar.ts';

/** What a member is told of on a rung. */
export type Told =
  | { readonly kind: 'reminder' | 'question' }
  /** Points that are given at once, as long as the month's budget lasts. */
  | { readonly kind: 'offer'; readonly points: number };

/** A rung of the win-back ladder, so many days after the member came on it. */
export type Rung = Told & { readonly afterDays: number };

export interface WinBackSettings {
  readonly rungs: readonly Rung[];
  /** What all offers of a month may give together. */
  readonly budgetPointsPerMonth: number;
  /** An order within so many days after entering counts as won back. */
  readonly windowDays: number;
  readonly timeZone: string;
}

/** Nobody comes on a ladder that the programme does not have; who was on one comes to its end. */
const NO_LADDER = { rungs: [], budgetPointsPerMonth: 0, windowDays: 1 } as const;

export const ladderOf = (
  winBack: Omit<WinBackSettings, 'timeZone'> | undefined,
  timeZone: string,
): WinBackSettings => ({
  ...(winBack ?? NO_LADDER),
  timeZone,
});

/**
 * What becomes of a run. `VOID` is none: it turned out that the member should not have come on the ladder, so the run is
 * left out of what is measured, wherever it stood.
 */
export const RUN_OUTCOMES = ['RETURNED', 'NOT_RETURNED', 'VOID'] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

/** Treated, or left alone to see what would have happened anyway. */
export type RunGroup = 'treated' | 'control';

/** Minor units that came back of an order. */
export interface ReturnedAmount {
  readonly orderId: string;
  readonly minor: number;
}

/** A member on the ladder. Days are programme-zone dates, instants ISO-8601 in UTC. */
export interface Run {
  readonly memberId: string;
  /** What brought the member here: the day of the last order before. One silence is one run. */
  readonly entry: string;
  readonly group: RunGroup;
  readonly stage: Stage;
  readonly enteredDay: string;
  /** The instant of it, which tells orders of that day apart; runs of before it was kept have none. */
  readonly enteredAt?: string | undefined;
  /** Rungs that were reached, those that gave nothing among them. */
  readonly rung: number;
  readonly pointsGiven: number;
  /** Points that were taken from the budget for the next rung and may not be booked yet. */
  readonly granting?: number | undefined;
  /** Offers for which nothing was left of the budget. */
  readonly unfunded: number;
  readonly outcome?: RunOutcome | undefined;
  /** Of the earliest order that counts. */
  readonly returnedDay?: string | undefined;
  /** Minor units by order, of those within the window; and what came back, by ledger entry, perhaps before its order. */
  readonly paid: Readonly<Record<string, number>>;
  readonly returned: Readonly<Record<string, ReturnedAmount>>;
  /** When the next rung is due, or the end of the window; undefined when all is over. */
  readonly dueAt?: string | undefined;
  readonly version: number;
}

/** How a member comes on the ladder; `day` is the programme-zone date of `now`. */
export interface RunEntry {
  readonly group: RunGroup;
  readonly stage: Stage;
  readonly day: string;
  readonly now: Date;
}

/** A member comes on the ladder; a first rung that is not to wait for days is due at once. */
export function enterRun(
  memberId: string,
  entry: string,
  { group, stage, day, now }: RunEntry,
  { rungs, timeZone }: Pick<WinBackSettings, 'rungs' | 'timeZone'>,
): Run {
  const waitDays = rungs[0]?.afterDays ?? 0;
  return {
    memberId,
    entry,
    group,
    stage,
    enteredDay: day,
    enteredAt: now.toISOString(),
    rung: 0,
    pointsGiven: 0,
    unfunded: 0,
    paid: {},
    returned: {},
    dueAt: waitDays === 0 ? now.toISOString() : startAt(addDays(day, waitDays), timeZone),
    version: 0,
  };
}

/** The last day on which an order counts, a programme-zone date. */
export const lastDay = ({ enteredDay }: Run, { windowDays }: WinBackSettings): string =>
  addDays(enteredDay, windowDays);

/** When a programme-zone date begins: ISO-8601 in UTC. */
export const startAt = (day: string, timeZone: string): string => new Date(startOfDay(day, timeZone)).toISOString();
