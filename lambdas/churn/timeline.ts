import type { Stage } from '../../programmes/stage.ts';
import { addDays, daysBetween } from '../kernel/calendar.ts';
import { type StageFacts, type StagePoint, type StageSettings, silenceDays, stageAt } from './stage.ts';

/** What made a stage change: time alone, an order, a visit, or facts that were told later than what they change. */
export type StageReason = 'SILENCE' | 'ORDER' | 'VISIT' | 'LATE_FACTS';

/** A move from one stage to another, on a programme-zone date. */
export interface StageMove {
  readonly from: Stage;
  readonly to: Stage;
  readonly point: StagePoint;
  readonly reason: StageReason;
}

/** A stage, and the point from which it holds. */
export interface StageHeld {
  readonly stage: Stage;
  readonly since: StagePoint;
}

/**
 * The moves that follow a stage which was decided, up to a point. They are worked out from the facts, so that the same
 * facts give the same moves on the same days however often and late somebody looks. What was decided before stays.
 */
export function listMoves(
  held: StageHeld,
  facts: StageFacts,
  until: StagePoint,
  settings: StageSettings,
): readonly StageMove[] {
  const moves: StageMove[] = [];
  let stage = held.stage;
  for (const point of pointsBetween(held.since, until, facts, settings)) {
    const next = stageAt(facts, point, settings);
    if (next === stage) continue;
    moves.push({ from: stage, to: next, point, reason: reasonOf(point, facts) });
    stage = next;
  }
  return moves;
}

/**
 * The day on which the stage changes next if the member does nothing more; undefined if it never does. What was told
 * before its day, by a clock that is ahead over a midnight, counts on that day.
 */
export function nextMoveDay(facts: StageFacts, now: StagePoint, settings: StageSettings): string | undefined {
  const stage = stageAt(facts, now, settings);
  const { orderDays, activeDays } = facts;
  const points: StagePoint[] = [
    ...silenceDays(facts, settings).map((day) => ({ day, phase: 'dawn' }) as const),
    ...[...orderDays, ...activeDays].map((day) => ({ day, phase: 'end' }) as const),
  ];
  const ahead = points.filter(({ day }) => day > now.day).sort(compare);
  return ahead.find((point) => stageAt(facts, point, settings) !== stage)?.day;
}

/** Points at which the stage may change: days with an order, dawns after a silence, visits that end one, and now. */
function pointsBetween(
  since: StagePoint,
  until: StagePoint,
  facts: StageFacts,
  settings: StageSettings,
): readonly StagePoint[] {
  const { orderDays, activeDays } = facts;
  const gaps = activeDays.flatMap((end, index) => {
    const previous = activeDays[index - 1];
    return previous === undefined || daysBetween(previous, end) <= settings.dormantDays ? [] : [{ previous, end }];
  });
  const silences = orderDays.flatMap((_, index) =>
    silenceDays({ ...facts, orderDays: orderDays.slice(0, index + 1), activeDays: [] }, settings),
  );
  const gapStarts = gaps.map(({ previous }) => addDays(previous, settings.dormantDays + 1));
  const dawns = [...silences, ...silenceDays(facts, settings), ...gapStarts];
  const points: StagePoint[] = [
    ...dawns.map((day) => ({ day, phase: 'dawn' }) as const),
    ...[...orderDays, ...gaps.map(({ end }) => end)].map((day) => ({ day, phase: 'end' }) as const),
    until,
  ];
  // The end of the day of the last move is looked at once more: the rest of that day may have been told since.
  const first = since.phase === 'end' ? 0 : 1;
  const within = points.filter((point) => compare(point, since) >= first && compare(point, until) <= 0);
  return [...new Map([...within, until].map((point) => [`${point.day} ${point.phase}`, point])).values()].sort(compare);
}

function reasonOf({ day, phase }: StagePoint, { orderDays, activeDays }: StageFacts): StageReason {
  if (phase === 'dawn') return 'SILENCE';
  if (orderDays.includes(day)) return 'ORDER';
  return activeDays.includes(day) ? 'VISIT' : 'LATE_FACTS';
}

/** Text order of days is time order, and a day's dawn is before its end. */
const compare = (a: StagePoint, b: StagePoint): number =>
  a.day === b.day ? PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase) : a.day < b.day ? -1 : 1;

const PHASES = ['dawn', 'end'];
