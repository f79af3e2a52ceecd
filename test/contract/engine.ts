import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { documentClient, type Table } from '../../lambdas/kernel/table/client.ts';
import type { Engine } from '../../local/storage/engine.ts';
import { startEngine } from '../../local/storage/start-engine.ts';

const TABLE_NAME = 'contract';

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const keyOf = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

/** A table of the product's shape on a real engine, reached by a real client. */
export interface TestTable extends Table {
  readonly engine: Engine;
  /** The client's own, so that a test can put faults between it and the engine. */
  readonly dynamo: DynamoDBClient;
  stop(): Promise<void>;
}

/** @param dataFile where the engine keeps it. @default a file that goes when it stops */
export async function startTable(dataFile?: string): Promise<TestTable> {
  const engine = await startEngine({
    kind: process.env['HOLDFAST_ENGINE'] as Engine['kind'] & ('dynoxide' | 'dynamodb-local'),
    dataFile,
  });
  await engine.call('DynamoDB_20120810.CreateTable', {
    TableName: TABLE_NAME,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['PK', 'SK', 'GSI1PK', 'GSI1SK', 'duePK', 'dueSK'].map(text),
    KeySchema: keyOf('PK', 'SK'),
    GlobalSecondaryIndexes: [
      { IndexName: 'GSI1', KeySchema: keyOf('GSI1PK', 'GSI1SK'), Projection: { ProjectionType: 'ALL' } },
      { IndexName: 'due', KeySchema: keyOf('duePK', 'dueSK'), Projection: { ProjectionType: 'KEYS_ONLY' } },
    ],
  });
  const dynamo = connect(engine);
  const stop = async () => {
    dynamo.destroy();
    await engine.stop();
  };
  return { engine, dynamo, client: documentClient(dynamo), name: TABLE_NAME, stop };
}

const connect = (engine: Engine): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'contract', secretAccessKey: 'contract' },
  });

/** The table by another client: after some fifty answers lost, a client waits longer and longer before it tries again. */
export function reconnect(table: TestTable): TestTable {
  const dynamo = connect(table.engine);
  return { ...table, dynamo, client: documentClient(dynamo), stop: async () => dynamo.destroy() };
}

/** An error as the network makes it, which the SDK retries by itself. */
const timeout = () =>
  Object.assign(new Error('socket hang up'), { name: 'TimeoutError', $retryable: { throttling: false } });

/**
 * Loses the next answer (the engine has done it, the client does not know) or the next request (the engine never saw
 * it). The SDK tries again. Faults go into the document client's own stack, which is where commands are sent.
 */
export function loseNext(table: TestTable, what: 'answer' | 'request'): { readonly lostCount: () => number } {
  let lost = 0;
  table.client.middlewareStack.add(
    (next) => async (args) => {
      const isFirst = lost === 0;
      if (isFirst) lost += 1;
      if (isFirst && what === 'request') throw timeout();
      const answer = await next(args);
      if (isFirst) throw timeout();
      return answer;
    },
    { step: 'deserialize', name: 'loseNext', override: true },
  );
  return { lostCount: () => lost };
}

export function loseNothing(table: TestTable): void {
  table.client.middlewareStack.remove('loseNext');
}
