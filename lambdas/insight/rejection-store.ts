import * as z from 'zod/mini';
import type { Table } from '../kernel/table/client.ts';
import { type Cursor, queryPage } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';

const rejectionItem = z.object({
  PK: z.string(),
  SK: z.string(),
  GSI1SK: z.string(),
  memberId: z.optional(z.string()),
  messageId: z.string(),
  eventName: z.string(),
  code: z.string(),
  details: z.record(z.string(), z.unknown()),
  rejectedAt: z.iso.datetime(),
});

/** A rejection as it is listed, and where it stands. */
export type ListedRejection = z.infer<typeof rejectionItem>;

export interface RejectionStore {
  /** A page of what was rejected on a day (UTC), latest first; `hasMore` if there are others after it. */
  rejections(
    day: string,
    limit: number,
    after?: Pick<ListedRejection, 'PK' | 'SK' | 'GSI1SK'>,
  ): Promise<{ readonly rejections: readonly ListedRejection[]; readonly hasMore: boolean }>;
}

export const createRejectionStore = (table: Table): RejectionStore => ({
  async rejections(day, limit, after) {
    const { GSI1PK } = keys.rejectionList(day, '');
    const query = {
      IndexName: 'GSI1',
      KeyConditionExpression: 'GSI1PK = :day',
      ExpressionAttributeValues: { ':day': GSI1PK },
      ScanIndexForward: false,
      Limit: limit,
    };
    const start: Cursor | undefined = after === undefined ? undefined : { ...after, GSI1PK };
    const page = await queryPage(table, query, rejectionItem, start);
    return { rejections: page.items, hasMore: page.cursor !== undefined };
  },
});
