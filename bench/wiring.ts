import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { LocalSystem } from '../local/system.ts';

const ORDERS = 3_000;
const CONNECTIONS = 16;
const PROGRESS_EVERY = 500;

/**
 * Orders a second through the whole thread (API, bus, queue, transaction, stream, publisher, consumer), against the
 * bare engine doing the same transactions: as many puts and updates, of items as large.
 */
async function main(): Promise<void> {
  const system = await LocalSystem.start();
  const peak = watchMemory();
  try {
    await inParallel(CONNECTIONS, () => postOrder(system, `warm-up-${Math.random()}`));
    await system.settle();
    const threadSeconds = await seconds(async () => {
      await forEach(ORDERS, (index) => postOrder(system, String(index)));
      await system.settle();
    });
    const bareSeconds = await seconds(() => writeBare(system));
    const eventsPerSecond = ORDERS / threadSeconds;
    const bareTransactionsPerSecond = ORDERS / bareSeconds;
    const result = {
      bench: 'wiring',
      engine: system.engine.kind,
      events: ORDERS,
      eventsPerSecond: Math.round(eventsPerSecond),
      bareTransactionsPerSecond: Math.round(bareTransactionsPerSecond),
      ratio: Number((eventsPerSecond / bareTransactionsPerSecond).toFixed(3)),
      peakMb: peak.stop(),
    };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } finally {
    await system.stop();
  }
}

async function postOrder(system: LocalSystem, id: string): Promise<void> {
  const response = await fetch(`${system.url}/v1/track`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${system.status().writeKey}:`).toString('base64')}`,
    },
    body: JSON.stringify({
      type: 'track',
      event: 'Order Completed',
      messageId: `bench-${id}`,
      userId: `member-${id}`,
      properties: { order_id: `bench-${id}`, currency: 'CNY', revenue: '288.50' },
    }),
  });
  if (!response.ok) throw new Error(`the API answered ${response.status}: ${await response.text()}`);
}

/** The transaction of an earn as the thread wrote it, item by item, for other members; straight to the engine. */
async function writeBare(system: LocalSystem): Promise<void> {
  const tableName = system.deployment.tables[0]?.tableName ?? '';
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: system.engine.endpoint,
      region: system.deployment.region,
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    }),
  );
  const releaseAt = new Date(Date.now() + 14 * 86_400_000).toISOString();
  await forEach(ORDERS, async (index) => {
    const memberId = `bare-${index}`;
    const PK = `MEMBER#${memberId}`;
    const entryId = `EARN#bench-${index}`;
    await client.send(
      new TransactWriteCommand({
        TransactItems: [
          {
            Put: {
              TableName: tableName,
              ConditionExpression: 'attribute_not_exists(PK)',
              Item: {
                PK,
                SK: `ENTRY#${entryId}`,
                GSI1PK: `${PK}#ENTRIES`,
                GSI1SK: `${releaseAt}#${entryId}`,
                entityType: 'BareEntry',
                memberId,
                entryId,
                deltas: { pending: 288, lifetimeEarned: 288, tierQualifying: 288 },
                recordedAt: releaseAt,
                payloadHash: 'a'.repeat(64),
              },
            },
          },
          {
            Update: {
              TableName: tableName,
              Key: { PK, SK: 'POINTS' },
              UpdateExpression: 'SET entityType = :type ADD pending :points, lifetimeEarned :points',
              ExpressionAttributeValues: { ':type': 'BarePoints', ':points': 288 },
            },
          },
          {
            Put: {
              TableName: tableName,
              Item: {
                PK,
                SK: `LOT#P#${releaseAt}#bench-${index}`,
                duePK: 'DUE#bench',
                dueSK: `${releaseAt}#release#${memberId}`,
                entityType: 'BareLot',
                points: 288,
              },
            },
          },
        ],
      }),
    );
  });
  client.destroy();
}

/** Runs `each` for 0 … count − 1 over a fixed number of connections, with progress. */
async function forEach(count: number, each: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  await inParallel(CONNECTIONS, async () => {
    for (let index = next++; index < count; index = next++) {
      await each(index);
      if ((index + 1) % PROGRESS_EVERY === 0) process.stderr.write(`${index + 1} of ${count}\n`);
    }
  });
}

async function inParallel(count: number, run: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, run));
}

async function seconds(run: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await run();
  return (performance.now() - startMs) / 1000;
}

function watchMemory(): { stop(): number } {
  let peakBytes = 0;
  const look = () => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 100);
  return {
    stop() {
      clearInterval(timer);
      look();
      return Math.round(peakBytes / 1024 / 1024);
    },
  };
}

await main();
