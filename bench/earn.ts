/**
 * Orders a second through the consumer, called with real batches of ten from the queue, against the bare transaction of
 * an earn: the same entry, balance, lot and count of orders, sent to the same engine by a client without product. `concurrency` is how many
 * callers there are: of ours each hands over a batch, of bare each sends a transaction. Both take turns, so that a noisy
 * machine is as noisy for both; the ratio is that of the medians.
 */
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import { startTable, type TestTable } from '../test/contract/engine.ts';
import { paidOrder } from './kit/orders.ts';

const BATCH_SIZE = 10;
const ROUNDS = 5;
const CONCURRENCIES = [1, 16];
const BATCHES_A_ROUND: Readonly<Record<number, number>> = { 1: 40, 16: 96 };
const PAID_AT = '2026-11-01T04:00:00.000Z';

type Handler = (event: SQSEvent) => Promise<{ batchItemFailures: readonly unknown[] }>;

const table = await startTable();
const handler = await loadConsumer(table);
for (const concurrency of CONCURRENCIES) await measure(concurrency);
await table.stop();

/** The consumer as it is deployed, by its environment. */
async function loadConsumer({ name, engine }: TestTable): Promise<Handler> {
  Object.assign(process.env, {
    TABLE_NAME: name,
    DUE_SHARD_COUNT: '16',
    AWS_ENDPOINT_URL: engine.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    POWERTOOLS_LOG_LEVEL: 'ERROR',
  });
  const consumer = await import('../lambdas/loyalty/functions/apply-order-events.ts');
  return consumer.handler as unknown as Handler;
}

async function measure(concurrency: number): Promise<void> {
  const batches = BATCHES_A_ROUND[concurrency] ?? 40;
  await applyBatches(`warm-${concurrency}`, concurrency, concurrency);
  await writeBare(`warm-${concurrency}`, concurrency, concurrency);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await rate(batches, () => applyBatches(`${concurrency}-${round}`, batches, concurrency)));
    bare.push(await rate(batches, () => writeBare(`${concurrency}-${round}`, batches, concurrency)));
    process.stderr.write(`concurrency ${concurrency}, round ${round + 1} of ${ROUNDS}\n`);
  }
  const [oursMedian, bareMedian] = [median(ours), median(bare)];
  const ratio = Number((oursMedian / bareMedian).toFixed(2));
  const line = { bench: 'earn', concurrency, ours: Math.round(oursMedian), bare: Math.round(bareMedian), ratio };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Batches of the queue, each with orders of ten members, so many in flight at once. */
async function applyBatches(name: string, batches: number, concurrency: number): Promise<void> {
  await inParallel(batches, concurrency, async (batch) => {
    const { batchItemFailures } = await handler(sqsBatch(`${name}-${batch}`));
    if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} orders of a batch failed`);
  });
}

function sqsBatch(name: string): SQSEvent {
  const Records = Array.from({ length: BATCH_SIZE }, (_, n) => {
    const id = `${name}-${n}`;
    const detail = paidOrder('median', `member-${id}`, `order-${id}`, PAID_AT);
    const body = { id, 'detail-type': 'Order Completed', source: 'holdfast.intake', time: PAID_AT, detail };
    return { messageId: id, body: JSON.stringify(body) };
  });
  return { Records } as unknown as SQSEvent;
}

/** One transaction after the other, by as many callers as call the consumer. */
async function writeBare(name: string, batches: number, concurrency: number): Promise<void> {
  await inParallel(batches * BATCH_SIZE, concurrency, async (n) => {
    await table.client.send(new TransactWriteCommand(bareEarn(`${name}-${n}`)));
  });
}

function bareEarn(id: string): TransactWriteCommandInput {
  const PK = `MEMBER#bare-${id}`;
  const releaseAt = '2026-11-15T04:00:00.000Z';
  const deltas = { pending: 288, lifetimeEarned: 288, tierQualifying: 288 };
  const sums = { orderCount: 1, paidMinor: 28850 };
  const entryId = `EARN#order-${id}`;
  const entry = {
    memberId: `bare-${id}`,
    entryId,
    kind: 'EARN_PENDING',
    deltas,
    sums,
    orderId: `order-${id}`,
    occurredAt: PAID_AT,
    recordedAt: PAID_AT,
    causeHash: 'a'.repeat(64),
  };
  const lot = { memberId: `bare-${id}`, orderId: `order-${id}`, points: 288, releaseAt, expiryDay: '2027-11-02' };
  return {
    TransactItems: [
      {
        Put: {
          TableName: table.name,
          ConditionExpression: 'attribute_not_exists(PK)',
          Item: { PK, SK: `ENTRY#${entryId}`, GSI1PK: `${PK}#ENTRIES`, GSI1SK: `${PAID_AT}#${entryId}`, ...entry },
        },
      },
      {
        Update: {
          TableName: table.name,
          Key: { PK, SK: 'POINTS' },
          ConditionExpression:
            'attribute_not_exists(forwardTo) AND (attribute_not_exists(version) OR version = :version)',
          UpdateExpression:
            'SET memberId = :member, updatedAt = :at, qualifying = :qualifying ADD pending :n, lifetimeEarned :n, tierQualifying :n, orderCount :one, paidMinor :paid, version :one REMOVE standing, trials',
          ExpressionAttributeValues: {
            ...{ ':member': PK, ':at': PAID_AT, ':n': 288, ':one': 1, ':paid': 28850, ':version': 0 },
            ':qualifying': '{"2026-11":[["01",28850,288,1]]}',
          },
        },
      },
      {
        Put: {
          TableName: table.name,
          Item: {
            PK,
            SK: `LOT#P#${releaseAt}#order-${id}`,
            duePK: 'DUE#1',
            dueSK: `${releaseAt}#release#bare-${id}`,
            ...lot,
          },
        },
      },
      {
        Update: {
          TableName: table.name,
          Key: { PK, SK: 'PURCHASES#2026' },
          UpdateExpression: 'SET memberId = :member, yearOfOrders = :year ADD orders11 :one',
          ExpressionAttributeValues: { ':member': PK, ':year': '2026', ':one': 1 },
        },
      },
    ],
  };
}

async function inParallel(count: number, width: number, each: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const run = async () => {
    for (let index = next++; index < count; index = next++) await each(index);
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, run));
}

/** Orders a second. */
async function rate(batches: number, run: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await run();
  return (batches * BATCH_SIZE * 1000) / (performance.now() - startMs);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
