import type { Stage } from '../../programmes/stage.ts';
import { addDays, dayOf, daysBetween, startOfDay } from '../kernel/calendar.ts';

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

/** What is to be done with a run that is due, or whose member ordered. */
export type RunStep =
  | { readonly kind: 'WAIT'; readonly next: Run }
  /** Over: the member ordered, or did not for as long as it was waited for. */
  | { readonly kind: 'END'; readonly next: Run }
  /** Nothing is advertised to the member for now: the rung waits until it may be. */
  | { readonly kind: 'PUT_OFF'; readonly next: Run }
  /** Nothing is sent or given to who is left alone: the rung is counted. */
  | { readonly kind: 'PASS'; readonly next: Run }
  | { readonly kind: 'TELL'; readonly told: Told; readonly number: number; readonly next: Run }
  | { readonly kind: 'GRANT'; readonly points: number; readonly month: string; readonly next: Run };

/** What keeps a rung from a member for now. */
export interface Restraint {
  /** ISO-8601 in UTC: until then nothing is advertised to the member. */
  readonly heldUntil?: string | undefined;
  /** In a holdout by now, whatever the group of the run. */
  readonly isLeftAlone?: boolean | undefined;
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
    rung: 0,
    pointsGiven: 0,
    unfunded: 0,
    paid: {},
    returned: {},
    dueAt: waitDays === 0 ? now.toISOString() : startAt(addDays(day, waitDays), timeZone),
    version: 0,
  };
}

/**
 * The next step of a run. Any order after the one before the silence ends it, whatever was due; but points that were
 * taken from the budget are given. Each rung is reached once and within the window, and the last one is followed by
 * waiting for its end. While advertising is held back from the member a rung waits, also one that gives nothing to the
 * control, so that both groups pass the same rungs on the same days. Who was drawn into a holdout since passes them, too:
 * the message would be suppressed, and points given without a word. The run keeps its group, by which it is compared.
 * @param orderDays programme-zone dates, earliest first
 */
export function decideStep(
  run: Run,
  orderDays: readonly string[],
  settings: WinBackSettings,
  now: Date,
  { heldUntil, isLeftAlone = false }: Restraint = {},
): RunStep {
  const isHeld = heldUntil !== undefined && heldUntil > now.toISOString();
  // As they were taken, whatever the programme has come to say of the rung.
  if (run.granting !== undefined) {
    return isHeld ? putOff(run, heldUntil) : tell(run, { kind: 'offer', points: run.granting }, settings, now);
  }
  const orderDay = orderDays.find((day) => day > run.entry);
  const ended = orderDay === undefined ? run : endByOrder(run, orderDay, settings);
  if (ended !== run) return { kind: 'END', next: ended };
  if (run.dueAt === undefined || run.dueAt > now.toISOString()) return { kind: 'WAIT', next: run };
  const rung = settings.rungs[run.rung];
  const today = dayOf(now.getTime(), settings.timeZone);
  if (rung === undefined || today > lastDay(run, settings)) {
    return { kind: 'END', next: { ...run, outcome: 'NOT_RETURNED', dueAt: undefined } };
  }
  if (isHeld) return putOff(run, heldUntil);
  if (run.group === 'control' || isLeftAlone) return { kind: 'PASS', next: climbed(run, 0, settings, now) };
  if (rung.kind !== 'offer') return tell(run, { kind: rung.kind }, settings, now);
  return { kind: 'GRANT', points: rung.points, month: today.slice(0, 7), next: { ...run, granting: rung.points } };
}

/** To when advertising is held back no more; looked at again before, it waits. */
const putOff = (run: Run, until: string): RunStep =>
  run.dueAt === until ? { kind: 'WAIT', next: run } : { kind: 'PUT_OFF', next: { ...run, dueAt: until } };

const tell = (run: Run, told: Told, settings: WinBackSettings, now: Date): RunStep => ({
  kind: 'TELL',
  told,
  number: run.rung + 1,
  next: climbed(run, run.granting ?? 0, settings, now),
});

/** An offer that the budget has nothing left for is passed over: what is promised is given. */
export function passUnfunded(run: Run, settings: WinBackSettings, now: Date): Run {
  return { ...climbed(run, 0, settings, now), unfunded: run.unfunded + 1 };
}

/**
 * The run after an order of a day: over, unless points are being given. It comes to the same whichever of several orders
 * is told first, and when: the earliest counts, if it is within the window. One from before the member came on the ladder,
 * which was told only after, was brought by no rung, and the silence was none.
 */
export function endByOrder(run: Run, day: string, settings: WinBackSettings): Run {
  if (run.granting !== undefined || run.outcome === 'VOID' || day <= run.entry) return run;
  if (day < run.enteredDay) return { ...run, outcome: 'VOID', returnedDay: undefined, dueAt: undefined };
  if (day > lastDay(run, settings)) {
    return run.outcome === undefined ? { ...run, outcome: 'NOT_RETURNED', dueAt: undefined } : run;
  }
  if (run.returnedDay !== undefined && run.returnedDay <= day) return run;
  return { ...run, outcome: 'RETURNED', returnedDay: day, dueAt: undefined };
}

/**
 * A run in whose place another goes on, since its member turned out to be on the ladder twice: it is over without an
 * outcome. Points that were taken from the budget are given first.
 */
export function voidRun(run: Run): Run {
  if (run.outcome !== undefined) return run;
  return { ...run, outcome: 'VOID', dueAt: run.granting === undefined ? undefined : run.dueAt };
}

/** An order of a member on the ladder, or back from it: within the window it counts for the run. */
export function addPaid(run: Run, orderId: string, day: string, paidMinor: number, settings: WinBackSettings): Run {
  const isWithin = day >= run.enteredDay && day <= lastDay(run, settings);
  if (!isWithin || Object.hasOwn(run.paid, orderId) || Object.keys(run.paid).length >= ORDERS_MAX) return run;
  return { ...run, paid: { ...run.paid, [orderId]: paidMinor } };
}

/** What came back of an order; it counts if the order does, whichever of the two is told first. */
export function addReturned(run: Run, entryId: string, amount: ReturnedAmount): Run {
  const isKnown = Object.hasOwn(run.returned, entryId) || Object.keys(run.returned).length >= ORDERS_MAX;
  return isKnown ? run : { ...run, returned: { ...run.returned, [entryId]: amount } };
}

/** What a run's member brought within the window, in minor units. */
export function revenueOf({ paid, returned }: Pick<Run, 'paid' | 'returned'>): number {
  const ofOrders = Object.values(paid).reduce((sum, minor) => sum + minor, 0);
  const back = Object.values(returned).filter(({ orderId }) => Object.hasOwn(paid, orderId));
  return back.reduce((sum, { minor }) => sum - minor, ofOrders);
}

/** More orders of one member within the window are not looked at. */
const ORDERS_MAX = 50;

/** The last day on which an order counts. */
const lastDay = ({ enteredDay }: Run, { windowDays }: WinBackSettings): string => addDays(enteredDay, windowDays);

function climbed({ granting: _, ...run }: Run, points: number, settings: WinBackSettings, now: Date): Run {
  const isOver = run.outcome !== undefined;
  const dueAt = isOver ? undefined : startAt(nextDay(run, settings, now), settings.timeZone);
  return { ...run, rung: run.rung + 1, pointsGiven: run.pointsGiven + points, dueAt };
}

/** A step that is late over a midnight has still its day; later than that it was held up. */
const LATE_DAYS_MAX = 1;

/**
 * The day on which a run goes on after a rung. Who was held up comes later on the rungs that follow, too: they keep their
 * distance, and never two of them come on one day. With the window the ladder is over, whatever is left of it.
 */
function nextDay(run: Run, settings: WinBackSettings, now: Date): string {
  const endDay = addDays(lastDay(run, settings), 1);
  const [rung, next] = settings.rungs.slice(run.rung, run.rung + 2);
  if (rung === undefined || next === undefined) return endDay;
  const today = dayOf(now.getTime(), settings.timeZone);
  const dueDay = run.dueAt === undefined ? today : dayOf(Date.parse(run.dueAt), settings.timeZone);
  const reachedDay = daysBetween(dueDay, today) > LATE_DAYS_MAX ? today : dueDay;
  const keptDay = addDays(reachedDay, next.afterDays - rung.afterDays);
  return first(endDay, last(keptDay, addDays(today, 1)));
}

/** Text order of days is time order. */
const first = (a: string, b: string): string => (a < b ? a : b);
const last = (a: string, b: string): string => (a > b ? a : b);

const startAt = (day: string, timeZone: string): string => new Date(startOfDay(day, timeZone)).toISOString();
