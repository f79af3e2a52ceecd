import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod/mini';
import type { Table } from './client.ts';
import { decodeItem } from './codec.ts';
import type { ItemKey } from './keys.ts';

/** One item, strongly consistent. */
export async function getItem<T extends z.ZodMiniType>(
  table: Table,
  key: ItemKey,
  schema: T,
): Promise<z.infer<T> | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: { ...key }, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : decodeItem(schema, Item);
}

/**
 * Writes an item unless its key is taken. `writeId` tells a write that the client sends again, because the answer was
 * lost, from another's: it finds its own item and is still `WRITTEN`.
 */
export async function putNewItem(
  table: Table,
  item: ItemKey & Readonly<Record<string, unknown>>,
): Promise<'WRITTEN' | 'EXISTS'> {
  const writeId = randomUUID();
  try {
    await table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...item, writeId },
        ConditionExpression: 'attribute_not_exists(PK) OR writeId = :writeId',
        ExpressionAttributeValues: { ':writeId': writeId },
      }),
    );
    return 'WRITTEN';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'EXISTS';
    throw error;
  }
}

/**
 * Writes an item if nobody did since `version` was read, 0 for one that was not there, and if it was not merged into
 * another meanwhile. A write that is sent again after a lost answer finds its own version, and is told that it changed:
 * its caller reads again, and finds all said. An item with a `writeId`, of this write alone, is known again and was kept.
 */
export async function putVersion(
  table: Table,
  item: ItemKey & Readonly<Record<string, unknown>>,
  version: number,
): Promise<'KEPT' | 'CHANGED_MEANWHILE'> {
  try {
    await table.client.send(new PutCommand({ TableName: table.name, ...versionWrite(item, version).Put }));
    return 'KEPT';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'CHANGED_MEANWHILE';
    throw error;
  }
}

/** The same as part of a transaction. */
export function versionWrite(item: ItemKey & Readonly<Record<string, unknown>>, version: number) {
  const isNew = version === 0;
  const { writeId } = item;
  const unchanged = isNew ? 'attribute_not_exists(PK)' : '(version = :version AND attribute_not_exists(forwardTo))';
  const values = {
    ...(isNew ? {} : { ':version': version }),
    ...(writeId === undefined ? {} : { ':writeId': writeId }),
  };
  return {
    Put: {
      Item: { ...item, version: version + 1 },
      ConditionExpression: writeId === undefined ? unchanged : `${unchanged} OR writeId = :writeId`,
      ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
    },
  };
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Where to go on; undefined at the end. */
  readonly cursor: Cursor | undefined;
}

export type Cursor = Readonly<Record<string, unknown>>;

/** A query with the size of its pages. */
export type PagedQuery = Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey' | 'Limit'> & {
  readonly Limit: number;
};

/** One page of a query. The caller loops, and bounds its loop. */
export async function queryPage<T extends z.ZodMiniType>(
  table: Table,
  query: PagedQuery,
  schema: T,
  cursor?: Cursor,
): Promise<Page<z.infer<T>>> {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({ ...query, TableName: table.name, ExclusiveStartKey: cursor }),
  );
  return { items: Items.map((item) => decodeItem(schema, item)), cursor: LastEvaluatedKey };
}

/** The items of a query, page by page, to the last or to the page with which there are `most` of them. */
export async function queryItems<T extends z.ZodMiniType>(
  table: Table,
  query: PagedQuery,
  schema: T,
  most = Number.POSITIVE_INFINITY,
): Promise<readonly z.infer<T>[]> {
  const found: z.infer<T>[] = [];
  let cursor: Cursor | undefined;
  do {
    const page = await queryPage(table, query, schema, cursor);
    found.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined && found.length < most);
  return found;
}
