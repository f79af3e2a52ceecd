import * as z from 'zod/mini';
import { STAGES } from '../../programmes/stage.ts';
import { decodeItem } from '../kernel/table/codec.ts';
import type { Counts } from './counts.ts';
import { Tally } from './counts.ts';
import { LOSS_NODES } from './funnel.ts';

type Item = Readonly<Record<string, unknown>>;

const stage = z.enum(STAGES);
const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));
const forwardTo = z.optional(z.string());

const countedWatch = z.object({ stage, forwardTo });

/** A member counts for the stage that it is in; one that was merged into another for none. */
export function watchCounts(item: Item): Counts {
  const { stage: now, forwardTo: other } = decodeItem(countedWatch, item);
  const tally = new Tally();
  if (other === undefined) tally.add('stages', 'all', now, 1);
  return tally.counts();
}

/** Why a stage was taken as it was found: what it follows from was told long after it happened. */
const FOUND_REASON = 'IMPORTED';

const countedChange = z.object({ from: z.nullable(stage), to: z.nullable(stage), day, reason: z.string() });

/**
 * A move counts on its day for the stage that was left and for the one that was entered. The first stage of a member of
 * the past was found rather than entered, and is told apart. Who was watched before moves as all do, so that the stages of
 * past days add up; that it was found is told beside it, since it happened at no time that anybody knows.
 */
export function stageChangeCounts(item: Item): Counts {
  const { from, to, day: on, reason } = decodeItem(countedChange, item);
  const tally = new Tally();
  const isFound = reason === FOUND_REASON;
  if (from !== null) tally.addDay('stages', on, `from#${from}`, 1);
  if (to === null) return tally.counts();
  tally.addDay('stages', on, `${isFound && from === null ? 'imported' : 'to'}#${to}`, 1);
  if (isFound && from !== null) tally.addDay('stages', on, `late#${to}`, 1);
  return tally.counts();
}

const countedLoss = z.object({ node: z.enum(LOSS_NODES), joinedDay: z.optional(day), forwardTo });

/** Who was lost counts on the day of joining, as the steps of the way do; whose day nobody knows is in no cohort. */
export function lossCounts(item: Item): Counts {
  const { node, joinedDay, forwardTo: other } = decodeItem(countedLoss, item);
  const tally = new Tally();
  if (joinedDay !== undefined && other === undefined) tally.addDay('funnel', joinedDay, `lost#${node}`, 1);
  return tally.counts();
}

/** The groups of a journey: who is written to, and who is only watched. */
export const RUN_GROUPS = ['treated', 'control'] as const;
export type RunGroup = (typeof RUN_GROUPS)[number];
/** More rungs than any ladder has. */
const RUNGS_MAX = 20;

const countedRun = z.object({
  journey: z.string().check(z.regex(/^[^#]+$/)),
  group: z.enum(RUN_GROUPS),
  enteredDay: day,
  rung: z.int().check(z.minimum(0), z.maximum(RUNGS_MAX)),
  pointsGiven: z.int(),
  outcome: z.optional(z.enum(['RETURNED', 'NOT_RETURNED', 'VOID'])),
  revenueMinor: z._default(z.int(), 0),
});

/**
 * A member on a journey counts on the day of entering: by group, how far it came, what it was given, and what became of it.
 * Of a run that is void only the points are told, which were given; nothing is measured by it.
 */
export function runCounts(item: Item): Counts {
  const { journey, group, enteredDay, rung, pointsGiven, outcome, revenueMinor } = decodeItem(countedRun, item);
  const tally = new Tally();
  const add = (figure: string, by: number) => tally.addDay('journeys', enteredDay, `${journey}#${group}#${figure}`, by);
  add('points', pointsGiven);
  if (outcome === 'VOID') return tally.counts();
  add('entered', 1);
  if (outcome !== undefined) add(outcome === 'RETURNED' ? 'returned' : 'notReturned', 1);
  add('revenueMinor', revenueMinor);
  for (let reached = 1; reached <= rung; reached += 1) add(`rung${reached}`, 1);
  return tally.counts();
}
