import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { TableSpec } from '../deployment.ts';
import { type Engine, EngineError } from './engine.ts';

const STATUS_POLL_MS = 20;
const STATUS_WAIT_MAX_MS = 30_000;

interface IndexShape {
  readonly IndexName?: string;
  readonly KeySchema?: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly Projection?: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] };
}

/** What CreateTable's input and DescribeTable's answer share, and what cannot be changed later. */
interface TableShape extends IndexShape {
  readonly AttributeDefinitions?: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly GlobalSecondaryIndexes?: readonly IndexShape[];
  readonly LocalSecondaryIndexes?: readonly IndexShape[];
  readonly StreamSpecification?: { readonly StreamEnabled?: boolean; readonly StreamViewType?: string };
}

interface TableDescription extends TableShape {
  readonly TableStatus: string;
  readonly LatestStreamArn?: string;
}

/**
 * Creates the tables that are not there yet, and waits until all are active. Rejects if one that is there (in kept
 * data) has other keys, indexes or stream than the templates ask for.
 */
export async function createTables(engine: Engine, tables: readonly TableSpec[]): Promise<void> {
  for (const spec of tables) {
    const existing = await describeTable(engine, spec.tableName);
    if (existing === undefined) await engine.call('DynamoDB_20120810.CreateTable', spec.createTable);
    else assertSameShape(spec, existing);
  }
  for (const { tableName } of tables) {
    await until(`table ${tableName} active`, async () => {
      return (await describeTable(engine, tableName))?.TableStatus === 'ACTIVE';
    });
  }
}

/** Deletes the tables with all that is in them, and waits until they are gone. */
export async function dropTables(engine: Engine, tables: readonly TableSpec[]): Promise<void> {
  for (const { tableName } of tables) {
    if ((await describeTable(engine, tableName)) === undefined) continue;
    await engine.call('DynamoDB_20120810.DeleteTable', { TableName: tableName });
    await until(`table ${tableName} gone`, async () => (await describeTable(engine, tableName)) === undefined);
  }
}

/** The engine's own ARN of a table's stream. */
export async function engineStreamArn(engine: Engine, tableName: string): Promise<string> {
  const streamArn = (await describeTable(engine, tableName))?.LatestStreamArn;
  if (streamArn === undefined) throw new Error(`table ${tableName} has no stream in ${engine.description}`);
  return streamArn;
}

async function describeTable(engine: Engine, tableName: string): Promise<TableDescription | undefined> {
  try {
    const answer = await engine.call<{ Table: TableDescription }>('DynamoDB_20120810.DescribeTable', {
      TableName: tableName,
    });
    return answer.Table;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + STATUS_WAIT_MAX_MS;
  while (!(await holds())) {
    if (Date.now() > deadlineMs) throw new Error(`after ${STATUS_WAIT_MAX_MS / 1000} s not yet: ${what}`);
    await sleep(STATUS_POLL_MS);
  }
}

function assertSameShape(spec: TableSpec, existing: TableDescription): void {
  const [asked, found] = [comparable(spec.createTable as TableShape), comparable(existing)];
  const differences = Object.keys(asked).filter((part) => !isDeepStrictEqual(asked[part], found[part]));
  if (differences.length === 0) return;
  throw new Error(
    `the kept data has a table ${spec.tableName} whose ${differences.join(' and ')} differ from the templates', and ` +
      'these cannot be changed in place: start with a new data file, or delete the old one',
  );
}

function comparable(table: TableShape): Record<string, unknown> {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  return {
    keys: keysOf(table, table),
    indexes: Object.fromEntries(
      indexes.map((index) => [
        index.IndexName,
        {
          keys: keysOf(table, index),
          projection: index.Projection?.ProjectionType,
          attributes: [...(index.Projection?.NonKeyAttributes ?? [])].sort(),
        },
      ]),
    ),
    stream: table.StreamSpecification?.StreamEnabled ? table.StreamSpecification.StreamViewType : undefined,
  };
}

/** Partition key before sort key, each with its type. */
function keysOf(table: TableShape, keyed: IndexShape): readonly string[] {
  const types = new Map(table.AttributeDefinitions?.map((each) => [each.AttributeName, each.AttributeType]));
  return [...(keyed.KeySchema ?? [])]
    .sort((a, b) => a.KeyType.localeCompare(b.KeyType))
    .map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName} ${types.get(AttributeName) ?? '?'}`);
}
