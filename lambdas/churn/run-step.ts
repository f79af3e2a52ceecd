import { addDays, dayOf, daysBetween } from '../kernel/calendar.ts';
import { endByOrder, type OrderTime } from './run-outcome.ts';
import { lastDay, type Run, startAt, type Told, type WinBackSettings } from './win-back.ts';

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

/** What a profile knows of orders: programme-zone dates, earliest first, and the instant of the last (ISO-8601 in UTC). */
export interface KnownOrderDays {
  readonly orderDays: readonly string[];
  readonly lastOrderAt?: string | undefined;
}

/** What keeps a rung from a member for now. */
export interface Restraint {
  /** ISO-8601 in UTC: until then nothing is advertised to the member. */
  readonly heldUntil?: string | undefined;
  /** In a holdout by now, whatever the group of the run. */
  readonly isLeftAlone?: boolean | undefined;
}

/**
 * The next step of a run. Any order after the one before the silence ends it, whatever was due; but points that were
 * taken from the budget are given. Each rung is reached once and within the window, and the last one is followed by
 * waiting for its end. While advertising is held back from the member a rung waits, also one that gives nothing to the
 * control, so that both groups pass the same rungs on the same days. Who was drawn into a holdout since passes them, too:
 * the message would be suppressed, and points given without a word. The run keeps its group, by which it is compared.
 */
export function decideStep(
  run: Run,
  known: KnownOrderDays,
  settings: WinBackSettings,
  now: Date,
  { heldUntil, isLeftAlone = false }: Restraint = {},
): RunStep {
  const isHeld = heldUntil !== undefined && heldUntil > now.toISOString();
  // As they were taken, whatever the programme has come to say of the rung.
  if (run.granting !== undefined) {
    return isHeld ? putOff(run, heldUntil) : tell(run, { kind: 'offer', points: run.granting }, settings, now);
  }
  const order = firstOrder(known, run.entry);
  const ended = order === undefined ? run : endByOrder(run, order, settings);
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

/** The first order after a day. Of the last day with one, no order was later than the last. */
function firstOrder({ orderDays, lastOrderAt }: KnownOrderDays, entry: string): OrderTime | undefined {
  const day = orderDays.find((each) => each > entry);
  return day === undefined ? undefined : { day, at: day === orderDays.at(-1) ? lastOrderAt : undefined };
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
