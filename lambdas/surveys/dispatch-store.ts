import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { STAGES } from '../../programmes/stage.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { putNewItem, putVersion } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import type { RunPlan, ShardProgress, StageCounts } from './dispatch.ts';

/** How far the runs of surveys have come. */
export interface DispatchStore {
  plan(run: string): Promise<RunPlan | undefined>;
  /** Begins a run, once; who comes second finds the first. */
  begin(plan: RunPlan): Promise<RunPlan>;
  /** Keeps how many are asked, once: the first word counts. */
  setQuotas(run: string, quotas: readonly StageCounts[]): Promise<void>;
  progress(run: string, shard: number): Promise<ShardProgress | undefined>;
  /** @returns `CHANGED_MEANWHILE` where somebody else goes on with the shard */
  save(run: string, progress: ShardProgress): Promise<'KEPT' | 'CHANGED_MEANWHILE'>;
}

const PLAN = 'PLAN';
const jobKey = (run: string, part: string) => keys.job(`survey#${run}`, part);
const shardPart = (shard: number) => `SHARD#${String(shard).padStart(4, '0')}`;

const counts = z.partialRecord(z.enum(STAGES), z.int());
const planItem = z.object({
  run: z.string(),
  surveyId: z.string(),
  version: z.int(),
  edition: z.optional(z.string()),
  startedAt: z.string(),
  shardCount: z.int(),
  quotas: z.optional(z.array(counts)),
});
const progressItem = z.object({
  shard: z.int(),
  phase: z.enum(['COUNT', 'COUNTED', 'ASK', 'DONE']),
  stageIndex: z.int(),
  after: z.optional(z.string()),
  counted: counts,
  drawn: z.partialRecord(z.enum(STAGES), z.object({ seen: z.int(), chosen: z.int() })),
  version: z.int(),
});

export const createDispatchStore = (table: Table, reader: ItemReader): DispatchStore => {
  const readPlan = (run: string) => reader.read(jobKey(run, PLAN), planItem);
  return {
    plan: readPlan,

    async begin(plan) {
      await putNewItem(table, { ...jobKey(plan.run, PLAN), entityType: 'SurveyRun', ...plan });
      return (await readPlan(plan.run)) ?? plan;
    },

    async setQuotas(run, quotas) {
      try {
        await table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: { ...jobKey(run, PLAN) },
            UpdateExpression: 'SET quotas = :quotas',
            ConditionExpression: 'attribute_exists(PK) AND attribute_not_exists(quotas)',
            ExpressionAttributeValues: { ':quotas': quotas },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    progress: (run, shard) => reader.read(jobKey(run, shardPart(shard)), progressItem),

    save: (run, progress) =>
      putVersion(
        table,
        // Known again by this: a save whose answer was lost was kept.
        { ...jobKey(run, shardPart(progress.shard)), entityType: 'SurveyShard', ...progress, writeId: randomUUID() },
        progress.version,
      ),
  };
};
