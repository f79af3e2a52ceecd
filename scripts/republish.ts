/** Publishes the domain events of a period again, from the items that recorded them; see HELP. */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ScanCommand, type ScanCommandOutput } from '@aws-sdk/lib-dynamodb';
import { readStageEvents } from '../lambdas/churn/index.ts';
import { createBus } from '../lambdas/kernel/bus.ts';
import { readNoticeEvent } from '../lambdas/kernel/notice-item.ts';
import { documentClient, type Table } from '../lambdas/kernel/table/client.ts';
import type { Cursor } from '../lambdas/kernel/table/items.ts';
import { readEntryEvents } from '../lambdas/loyalty/index.ts';
import { readProfileEvent } from '../lambdas/members/index.ts';
import { createPublishDomainEvents } from '../lambdas/outbox/publish-domain-events.ts';
import { readConsentEvent } from '../lambdas/outreach/index.ts';
import { findAccount } from './account.ts';
import { runCommand, UsageError } from './command.ts';

const HELP = `Publishes the domain events of a period again. The events are rebuilt from the items that recorded them, with
the same ids, so consumers that had them before do nothing. For when a consumer was lost, or the stream forgot.

  npm run republish -- --from <instant> --to <instant> --table <name> --bus <name>

  --from, --to     recorded (entries), known (members), said (consents) or of (notices) from (included) to (excluded), such as 2027-01-31T00:00:00Z
  --table, --bus   the outputs TableName and BusName of the data stack, in the account and region of your AWS settings
  --local <url>    a local run in place of an account, such as http://127.0.0.1:4000
  --dry-run        counts, and publishes nothing
  --help           this text

Reads the whole table, so it costs what the table is large. The last line is JSON: {"read","published","parked","failed"}.
Exit codes: 0 done, 1 failed or some events did not get on the bus, 2 wrong options.`;

type Item = Readonly<Record<string, unknown>>;

/** Entries by when they were written down, members by when they became known, consents and notices by what they are of. */
const RECORDED_THEN =
  '(entityType = :entry AND recordedAt >= :from AND recordedAt < :to) OR ' +
  '(entityType = :profile AND knownSince >= :from AND knownSince < :to) OR ' +
  '(entityType = :consent AND #at >= :from AND #at < :to) OR ' +
  '(entityType = :stageChange AND #at >= :from AND #at < :to) OR ' +
  '(entityType = :notice AND occurredAt >= :from AND occurredAt < :to)';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      table: { type: 'string' },
      bus: { type: 'string' },
      local: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const [from, to] = [parseInstant('--from', values.from), parseInstant('--to', values.to)];
  const account = await findAccount(values.local);
  const [name, bus] = [values.table ?? account.tableName, values.bus ?? account.busName];
  if (name === undefined || bus === undefined) throw new UsageError('--table and --bus, or --local, are needed');
  const table = { client: documentClient(new DynamoDBClient(account.client)), name };
  const counts = { read: 0, published: 0, parked: 0, failed: 0 };
  const publish = createPublishDomainEvents(
    createBus(bus, new EventBridgeClient(account.client)),
    {
      Consent: (item) => [readConsentEvent(item)],
      LedgerEntry: readEntryEvents,
      Notice: (item) => [readNoticeEvent(item)],
      Profile: (item) => [readProfileEvent(item)],
      StageChange: readStageEvents,
    },
    async (item, error) => {
      counts.parked += 1;
      process.stderr.write(`left out ${String(item['PK'])} ${String(item['SK'])}: ${error.message}\n`);
    },
  );
  for await (const items of recordedItems(table, from, to)) {
    const parkedBefore = counts.parked;
    counts.read += items.length;
    if (!values['dry-run']) {
      const failed = await publish(items);
      counts.failed += failed.length;
      counts.published += items.length - failed.length - (counts.parked - parkedBefore);
    }
    process.stderr.write(`${counts.read} read, ${counts.published} published\n`);
  }
  process.stdout.write(`${JSON.stringify(counts)}\n`);
  if (counts.failed > 0) throw new Error(`${counts.failed} events did not get on the bus; run it again`);
}

/** What was recorded in a period, a page of the table at a time. */
async function* recordedItems(table: Table, from: string, to: string): AsyncGenerator<Item[]> {
  let cursor: Cursor | undefined;
  do {
    const { Items, LastEvaluatedKey }: ScanCommandOutput = await table.client.send(
      new ScanCommand({
        TableName: table.name,
        FilterExpression: RECORDED_THEN,
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: {
          ':consent': 'Consent',
          ':entry': 'LedgerEntry',
          ':profile': 'Profile',
          ':notice': 'Notice',
          ':stageChange': 'StageChange',
          ':from': from,
          ':to': to,
        },
        ExclusiveStartKey: cursor,
      }),
    );
    yield Items ?? [];
    cursor = LastEvaluatedKey;
  } while (cursor !== undefined);
}

function parseInstant(option: string, text: string | undefined): string {
  const instantMs = Date.parse(text ?? '');
  if (Number.isNaN(instantMs)) {
    throw new UsageError(`${option} is an instant such as 2027-01-31T00:00:00Z, given "${text ?? ''}"`);
  }
  return new Date(instantMs).toISOString();
}

await runCommand('republish', main);
