import * as z from 'zod/mini';
import type { Stage } from '../../programmes/stage.ts';
import { memberShard } from '../kernel/ids.ts';
import type { Table } from '../kernel/table/client.ts';
import { type Cursor, queryPage } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import type { Write } from '../kernel/table/transaction.ts';
import type { Watch } from './watch.ts';

/** All members, by stage: whoever has to meet them all needs no scan of the table. */
export interface MemberListStore {
  /** A page of the members of a stage in a shard, after a member. */
  members(
    shard: number,
    stage: Stage,
    limit: number,
    after?: string,
  ): Promise<{ readonly memberIds: readonly string[]; readonly next: string | undefined }>;
}

const listItem = z.object({ memberId: z.string() });

export const createMemberListStore = (table: Table): MemberListStore => ({
  async members(shard, stage, limit, after) {
    const { PK, SK } = keys.memberInStage(shard, stage, '');
    const cursor: Cursor | undefined = after === undefined ? undefined : { ...keys.memberInStage(shard, stage, after) };
    const query = {
      KeyConditionExpression: 'PK = :pk AND begins_with(SK, :stage)',
      ExpressionAttributeValues: { ':pk': PK, ':stage': SK },
      Limit: limit,
    };
    const page = await queryPage(table, query, listItem, cursor);
    const memberIds = page.items.map(({ memberId }) => memberId);
    return { memberIds, next: page.cursor === undefined ? undefined : memberIds.at(-1) };
  },
});

/** What brings the list up to a watch; nothing where the member stands there already. */
export function listWrites(
  listedAs: Stage | undefined,
  { memberId, listedAs: next }: Watch,
  shardCount: number,
): Record<string, Write> {
  if (listedAs === next) return {};
  const shard = memberShard(memberId, shardCount);
  return {
    ...(listedAs === undefined
      ? {}
      : { unlisted: { Delete: { Key: { ...keys.memberInStage(shard, listedAs, memberId) } } } }),
    ...(next === undefined
      ? {}
      : {
          listed: {
            Put: { Item: { ...keys.memberInStage(shard, next, memberId), entityType: 'MemberInStage', memberId } },
          },
        }),
  };
}
