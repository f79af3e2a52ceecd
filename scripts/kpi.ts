/** Proves the counters behind the KPIs by the items they count; see HELP. */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type CounterProof, createProveCounters } from '../lambdas/insight/index.ts';
import { programme } from '../lambdas/kernel/programme.ts';
import { documentClient } from '../lambdas/kernel/table/client.ts';
import { findAccount } from './account.ts';
import { runCommand, UsageError } from './command.ts';
import { scanTable } from './table-scan.ts';

const HELP = `Works out every counter again from the items it counts, and compares. Run it while nothing is written: what is on its way
through the stream is in the items, and not in the counters yet.

  npm run kpi -- recompute --check --table <name>

  --check          compares, and names each counter that differs
  --table <name>   the output TableName of the data stack, in the account and region of your AWS settings
  --local <url>    a local run in place of an account, such as http://127.0.0.1:4000
  --time-zone <z>  the programme's zone   (default: that of the programme file of this folder; a local run knows its own)
  --help           this text

Reads the whole table, so it costs what the table is large. The last line is JSON:
{"items","counted","counters","differences","unreadable"}. Exit codes: 0 all equal, 1 failed or some differ, 2 wrong options.`;

const SHOWN_MAX = 50;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      table: { type: 'string' },
      local: { type: 'string' },
      'time-zone': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  if (positionals.join(' ') !== 'recompute' || !values.check) throw new UsageError('expected recompute --check');
  const account = await findAccount(values.local);
  const name = values.table ?? account.tableName;
  if (name === undefined) throw new UsageError('--table or --local is needed');
  const table = { client: documentClient(new DynamoDBClient(account.client)), name };
  const prove = createProveCounters(values['time-zone'] ?? account.timeZone ?? programme.timeZone);
  report(await prove(scanTable(table), (items) => process.stderr.write(`${items} items read\n`)));
}

function report({ differences, ...figures }: CounterProof): void {
  for (const { counter, counted, expected } of differences.slice(0, SHOWN_MAX)) {
    process.stderr.write(`${counter}: counted ${counted}, the items say ${expected}\n`);
  }
  process.stdout.write(`${JSON.stringify({ ...figures, differences: differences.length })}\n`);
  if (differences.length > 0) throw new Error(`${differences.length} counters differ from the items`);
}

await runCommand('kpi', main);
