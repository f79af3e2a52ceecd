import { BatchGetCommand, BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod/mini';
import { BusyError } from '../busy-error.ts';
import { coalesce } from '../coalesce.ts';
import { waitBeforeRetry } from '../retry.ts';
import type { Table } from './client.ts';
import { decodeItem } from './codec.ts';
import type { ItemKey } from './keys.ts';

type Item = Readonly<Record<string, unknown>>;

const GET_KEYS_MAX = 100;
const PUT_ITEMS_MAX = 25;
const ATTEMPTS_MAX = 8;

/** Reads single items, strongly consistent; those that are wanted in one turn come by one call. */
export interface ItemReader {
  read<T extends z.ZodMiniType>(key: ItemKey, schema: T): Promise<z.infer<T> | undefined>;
}

export function createItemReader(table: Table): ItemReader {
  const load = coalesce<ItemKey, Item | undefined>((wanted) => getAll(table, wanted), GET_KEYS_MAX);
  return {
    async read(key, schema) {
      const item = await load(key);
      return item === undefined ? undefined : decodeItem(schema, item);
    },
  };
}

/** Writes items whatever stood there before; those of one turn go by one call. Only for items that are the same whoever writes them. */
export function createItemWriter(table: Table): (item: ItemKey & Item) => Promise<void> {
  return coalesce<ItemKey & Item, void>(async (items) => {
    await putAll(table, [...new Map(items.map((item) => [nameOf(item), item])).values()]);
    return items.map(() => undefined);
  }, PUT_ITEMS_MAX);
}

async function getAll(table: Table, wanted: readonly ItemKey[]): Promise<readonly (Item | undefined)[]> {
  const found = new Map<string, Item>();
  let left: Item[] = [...new Map(wanted.map(({ PK, SK }) => [nameOf({ PK, SK }), { PK, SK }])).values()];
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const { Responses, UnprocessedKeys } = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys: left, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[table.name] ?? []) found.set(nameOf(item as ItemKey), item);
    left = UnprocessedKeys?.[table.name]?.Keys ?? [];
    if (left.length > 0) await pause(attempt, 'read');
  }
  return wanted.map((key) => found.get(nameOf(key)));
}

async function putAll(table: Table, items: readonly Item[]): Promise<void> {
  let left = items.map((item) => ({ PutRequest: { Item: item } }));
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const { UnprocessedItems } = await table.client.send(
      new BatchWriteCommand({ RequestItems: { [table.name]: left } }),
    );
    left = (UnprocessedItems?.[table.name] ?? []) as typeof left;
    if (left.length > 0) await pause(attempt, 'written');
  }
}

/** What throttling left undone goes again, for a limited time. */
async function pause(attempt: number, what: string): Promise<void> {
  if (attempt >= ATTEMPTS_MAX) throw new BusyError(`items were not ${what} in ${ATTEMPTS_MAX} attempts`);
  await waitBeforeRetry(attempt);
}

function nameOf({ PK, SK }: ItemKey): string {
  return JSON.stringify([PK, SK]);
}
