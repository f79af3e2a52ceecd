import type { Stage } from '../../programmes/stage.ts';
import { apportion, type Draw, NOT_DRAWN, shareSystematically } from './sample.ts';

/** A run of a survey: who is asked is decided by the survey and the instant with which it began. */
export interface RunPlan {
  readonly run: string;
  readonly surveyId: string;
  readonly version: number;
  readonly edition?: string | undefined;
  /** ISO-8601 in UTC. */
  readonly startedAt: string;
  readonly shardCount: number;
  /** How many are asked, by shard and stage; undefined until all are counted. */
  readonly quotas?: readonly StageCounts[] | undefined;
}

export type StageCounts = Readonly<Partial<Record<Stage, number>>>;

/** How far the members of a shard were gone through: first to count who can be asked, then to ask. */
export interface ShardProgress {
  readonly shard: number;
  readonly phase: 'COUNT' | 'COUNTED' | 'ASK' | 'DONE';
  /** The stage that it has come to, by its place among those that are asked; and the last member of it. */
  readonly stageIndex: number;
  readonly after?: string | undefined;
  readonly counted: StageCounts;
  readonly drawn: Readonly<Partial<Record<Stage, Draw>>>;
  /** Counts the writes. */
  readonly version: number;
}

export const newProgress = (shard: number): ShardProgress => ({
  ...{ shard, phase: 'COUNT', stageIndex: 0, counted: {}, drawn: {}, version: 0 },
});

/** From the counting on to the asking, from the first member. */
export const beginAsking = ({ after: _, ...progress }: ShardProgress): ShardProgress => ({
  ...progress,
  phase: 'ASK',
  stageIndex: 0,
});

/** After a page: on in its stage, to the next stage, or to the end of the phase. */
export function goOn(progress: ShardProgress, stageCount: number, next: string | undefined): ShardProgress {
  const { after: _, ...rest } = progress;
  if (next !== undefined) return { ...rest, after: next };
  const stageIndex = progress.stageIndex + 1;
  if (stageIndex < stageCount) return { ...rest, stageIndex };
  return { ...rest, stageIndex, phase: progress.phase === 'COUNT' ? 'COUNTED' : 'DONE' };
}

export const isCounted = ({ phase }: ShardProgress): boolean => phase !== 'COUNT';

/**
 * How many are asked, by shard: the sample in proportion to the stages, and of each stage so that the members of all shards
 * have the same chance. @param startOf drawn for each stage, in [0, 1)
 */
export function shareOut(
  sampleSize: number,
  stages: readonly Stage[],
  shards: readonly StageCounts[],
  startOf: (stage: Stage) => number,
): readonly StageCounts[] {
  const sizes = stages.map((stage) => shards.map((counted) => counted[stage] ?? 0));
  const ofStages = apportion(
    sampleSize,
    sizes.map((each) => each.reduce((sum, size) => sum + size, 0)),
  );
  const quotas = stages.map((stage, index) =>
    shareSystematically(ofStages[index] ?? 0, sizes[index] ?? [], startOf(stage)),
  );
  return shards.map((_, shard) =>
    Object.fromEntries(stages.map((stage, index) => [stage, quotas[index]?.[shard] ?? 0])),
  );
}

export const drawOf = ({ drawn }: ShardProgress, stage: Stage): Draw => drawn[stage] ?? NOT_DRAWN;
