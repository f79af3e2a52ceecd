import { QueryCommand, type QueryCommandOutput, ScanCommand, type ScanCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../lambdas/kernel/table/client.ts';
import type { Cursor } from '../lambdas/kernel/table/items.ts';
import { keys } from '../lambdas/kernel/table/keys.ts';

export type Item = Readonly<Record<string, unknown>>;

/** Every item of a table, a page at a time. Costs what the table is large: for maintenance only. */
export async function* scanTable(table: Table): AsyncGenerator<readonly Item[]> {
  let cursor: Cursor | undefined;
  do {
    const { Items = [], LastEvaluatedKey }: ScanCommandOutput = await table.client.send(
      new ScanCommand({ TableName: table.name, ExclusiveStartKey: cursor, ConsistentRead: true }),
    );
    yield Items;
    cursor = LastEvaluatedKey;
  } while (cursor !== undefined);
}

/** Every item of a member's partition. */
export async function memberItems(table: Table, memberId: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: Cursor | undefined;
  do {
    const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': keys.points(memberId).PK },
        ExclusiveStartKey: cursor,
        ConsistentRead: true,
      }),
    );
    items.push(...Items);
    cursor = LastEvaluatedKey;
  } while (cursor !== undefined);
  return items;
}
