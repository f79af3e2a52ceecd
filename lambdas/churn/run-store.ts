import { type DueAttributes, dueAttributes } from '../kernel/due.ts';
import type { Notice } from '../kernel/notice.ts';
import { noticeWrite } from '../kernel/notice-item.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import { type BudgetUse, budgetWrite } from '../kernel/table/budget.ts';
import type { Table } from '../kernel/table/client.ts';
import { queryPage, versionWrite } from '../kernel/table/items.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';
import { runItem, runOf } from './run-item.ts';
import { revenueOf } from './run-outcome.ts';
import type { Run } from './win-back.ts';

/** The rule that runs of the ladder stand under. */
export const WIN_BACK_RULE = 'win-back';
const WIN_BACK = 'win-back';

/** The entry of the run that stands at a key. */
export const entryOfRun = ({ SK }: ItemKey): string => SK.slice(keys.run('', WIN_BACK, '').SK.length);

/** `UNFUNDED`: the month's budget does not have it. */
export type RunAnswer = 'KEPT' | 'CHANGED_MEANWHILE' | 'UNFUNDED';

export interface RunStore {
  /** Strongly consistent. */
  run(memberId: string, entry: string): Promise<Run | undefined>;
  /** The runs that began under an id, the latest silence first. Strongly consistent. */
  runs(memberId: string, most: number): Promise<readonly Run[]>;
  /** Writes a run, with what is told of it and taken for it, if nobody wrote since it was read. */
  replace(next: Run, told?: Notice, budget?: BudgetUse): Promise<RunAnswer>;
}

export const createRunStore = (table: Table, reader: ItemReader, dueShardCount: number): RunStore => ({
  async run(memberId, entry) {
    const item = await reader.read(keys.run(memberId, WIN_BACK, entry), runItem);
    return item === undefined ? undefined : runOf(item);
  },

  async runs(memberId, most) {
    const { PK, SK } = keys.run(memberId, WIN_BACK, '');
    const { items } = await queryPage(
      table,
      {
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :runs)',
        ExpressionAttributeValues: { ':pk': PK, ':runs': SK },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: most,
      },
      runItem,
    );
    return items.map(runOf);
  },

  async replace(next, told, budget) {
    const answer = await transact(table, {
      run: runWrite(next, dueShardCount),
      ...(told === undefined ? {} : { told: noticeWrite(told) }),
      ...(budget === undefined ? {} : { budget: budgetWrite(WIN_BACK, budget) }),
    });
    if (answer.committed) return 'KEPT';
    return answer.failed.has('budget') && answer.failed.size === 1 ? 'UNFUNDED' : 'CHANGED_MEANWHILE';
  },
});

/** The write of a run, if nobody wrote since it was read; of one that begins, if there is none of its entry. */
export function runWrite({ dueAt, version, ...run }: Run, dueShardCount: number): Write {
  const due: DueAttributes | undefined =
    dueAt === undefined ? undefined : dueAttributes(dueAt, WIN_BACK_RULE, run.memberId, dueShardCount);
  const item = {
    ...keys.run(run.memberId, WIN_BACK, run.entry),
    entityType: 'Run',
    journey: WIN_BACK,
    ...run,
    // What the run counts for, without its orders.
    revenueMinor: revenueOf(run),
    ...due,
  };
  return versionWrite(item, version);
}
