import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type DueAttributes, dueAttributes } from '../kernel/due.ts';
import type { Notice } from '../kernel/notice.ts';
import { noticeWrite } from '../kernel/notice-item.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { putVersion, queryPage, versionWrite } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';
import { watchItem } from './kept-watch.ts';
import { stageChangeItem } from './lifecycle-item.ts';
import type { Loss } from './loss-node.ts';
import { listWrites } from './member-list-store.ts';
import type { StageChange } from './member-review.ts';
import { runWrite } from './run-store.ts';
import { LOSS_NODES, type LossNode, nextLook, type Watch } from './watch.ts';
import type { Run } from './win-back.ts';

/** What is written of a member in one go. */
export interface WatchChange {
  /** As it is to be; its version is that which was read. */
  readonly next: Watch;
  readonly changes: readonly StageChange[];
  readonly losses: readonly Loss[];
  readonly notices: readonly Notice[];
  /** A run that begins. */
  readonly run?: Run | undefined;
}

/** What is watched of members, and what became of it. */
export interface WatchStore {
  /** Undefined for a member that nobody watches. Strongly consistent. */
  watch(memberId: string): Promise<Watch | undefined>;
  /** Writes a change, whole, if nobody wrote since the watch was read. */
  commit(change: WatchChange): Promise<'KEPT' | 'CHANGED_MEANWHILE'>;
  /** A member's changes of stage, the latest first. */
  changes(memberId: string, most: number): Promise<readonly StageChange[]>;
  /** Says of the nodes at which a member was lost whom it became: they count for nobody any more. */
  forwardLosses(memberId: string, toId: string): Promise<void>;
}

export const createWatchStore = (table: Table, reader: ItemReader, dueShardCount: number): WatchStore => ({
  watch: (memberId) => reader.read(keys.watch(memberId), watchItem),

  async commit(change) {
    const { memberId } = change.next;
    const next = listed(change.next);
    const writes: Record<string, Write> = {
      watch: versionWrite(watchItemOf(next, dueShardCount), next.version),
      ...listWrites(change.next.listedAs, next, dueShardCount),
      ...named('change', change.changes, (each) => stageChangeWrite(memberId, each)),
      ...named(
        'loss',
        change.losses.filter(({ isFirst }) => isFirst),
        (each) => lossWrite(memberId, each),
      ),
      ...(change.run === undefined ? {} : { run: runWrite(change.run, dueShardCount) }),
    };
    const notices = named('notice', change.notices, noticeWrite);
    // Most looks only move a date, and a transaction of one write costs two.
    if (Object.keys(writes).length === 1 && change.notices.length === 0) {
      return putVersion(table, watchItemOf(next, dueShardCount), next.version);
    }
    const answer = await transact<string>(table, { ...writes, ...notices });
    if (answer.committed) return 'KEPT';
    if (answer.failed.has('watch')) return 'CHANGED_MEANWHILE';
    // Told before, of a member who became this one: the rest holds.
    const untold = Object.entries({ ...writes, ...notices }).filter(([name]) => !answer.failed.has(name));
    return (await transact<string>(table, Object.fromEntries(untold))).committed ? 'KEPT' : 'CHANGED_MEANWHILE';
  },

  async changes(memberId, most) {
    const { PK, SK } = keys.stageChange(memberId, '', '', '');
    const { items } = await queryPage(
      table,
      {
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :stage)',
        ExpressionAttributeValues: { ':pk': PK, ':stage': SK.slice(0, SK.indexOf('#') + 1) },
        ScanIndexForward: false,
        Limit: most,
      },
      stageChangeItem,
    );
    return items;
  },

  async forwardLosses(memberId, toId) {
    await Promise.all(LOSS_NODES.map((node) => forwardLoss(table, memberId, node, toId)));
  },
});

/** Who was merged into another is in the list no more. */
const listed = (watch: Watch): Watch => ({
  ...watch,
  listedAs: watch.forwardTo === undefined ? watch.stage : undefined,
});

const named = <T>(name: string, all: readonly T[], write: (each: T) => Write): Record<string, Write> =>
  Object.fromEntries(all.map((each, index) => [`${name}${index}`, write(each)]));

const watchItemOf = (watch: Watch, dueShardCount: number) => ({
  ...keys.watch(watch.memberId),
  entityType: 'Watch',
  ...watch,
  ...dueOf(watch, dueShardCount),
});

function dueOf(watch: Watch, dueShardCount: number): DueAttributes | undefined {
  const look = watch.forwardTo === undefined ? nextLook(watch) : undefined;
  return look && dueAttributes(look.at, look.rule, watch.memberId, dueShardCount, look.lane);
}

/** By its key it is the same change, however often it is written. */
function stageChangeWrite(memberId: string, change: StageChange): Write {
  const key = keys.stageChange(memberId, change.day, change.phase, change.to ?? 'none');
  return { Put: { Item: { ...key, entityType: 'StageChange', memberId, ...change } } };
}

function lossWrite(memberId: string, { node, at, joinedDay }: Loss): Write {
  return {
    Put: { Item: { ...keys.lossNode(memberId, node), entityType: 'LossNode', memberId, node, at, joinedDay } },
  };
}

/** Where the member was not lost there is nothing to forward; done again it is the same. */
async function forwardLoss(table: Table, memberId: string, node: LossNode, toId: string): Promise<void> {
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...keys.lossNode(memberId, node) },
        UpdateExpression: 'SET forwardTo = :toId',
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeValues: { ':toId': toId },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
