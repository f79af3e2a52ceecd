/** Feeds a real order history through the API; see HELP. */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dayOf, startOfDay } from '../lambdas/kernel/calendar.ts';
import { documentClient } from '../lambdas/kernel/table/client.ts';
import { findAccount } from './account.ts';
import { runCommand, UsageError } from './command.ts';
import { readBooks } from './replay/drive-books.ts';
import { driveDays } from './replay/drive-days.ts';
import { createProgress } from './replay/drive-progress.ts';
import { connectTarget, type ReplayTarget, startTarget } from './replay/drive-target.ts';
import type { OrderHistory } from './replay/history.ts';
import { type Disturbance, listCalls, listDays, type TimedCall } from './replay/history-calls.ts';
import { readHistory } from './replay/read-history.ts';
import { digestTable } from './replay/table-digest.ts';
import { scanTable } from './table-scan.ts';

const HELP = `Feeds a real order history through the API, each event at its own time: the clock moves along, so that schedules fire on the way.

  npm run replay -- <file> [options]

  <file>             UCI Online Retail (CSV, also .gz) or CDNOW (either layout); docs/replay.md says how rows are cleaned
  --url <url>        a local run that was started before; without it one is started, and ended afterwards
  --keep             leaves the one that was started running, to look at; ends with Ctrl-C
  --limit <n>        the first n rows only
  --programme <name> a file of programmes/, without .json     (default: that of the file's format)
  --twice            sends every event twice
  --shuffle <what>   day: within each day; file: all of it, with the clock at its end
  --seed <n>         of the shuffling                          (default 1)
  --digest           adds a digest of the table, processing times aside
  --help             this text

Progress goes to stderr. The last line is JSON: {"lines","anonymousLines","events","members","orders","returns","revenue","pointsEarned",
"pointsReversed","pointsActive","pointsPending","stages","stageMoves","rejected","lost","seconds","peakMb"}; revenue in minor units, less what came back; lost: events
that were accepted and are not in the books. Exit codes: 0 done, 1 failed or something was lost, 2 wrong options.`;

interface Options extends Disturbance {
  readonly file: string;
  readonly url: string | undefined;
  readonly isKept: boolean;
  readonly limit: number | undefined;
  readonly programme: string | undefined;
  readonly hasDigest: boolean;
}

function readOptions(): Options | 'HELP' {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      keep: { type: 'boolean', default: false },
      limit: { type: 'string' },
      programme: { type: 'string' },
      twice: { type: 'boolean', default: false },
      shuffle: { type: 'string' },
      seed: { type: 'string', default: '1' },
      digest: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'HELP';
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('expected one file');
  const { shuffle } = values;
  if (shuffle !== undefined && shuffle !== 'day' && shuffle !== 'file') {
    throw new UsageError(`--shuffle is day or file, given "${shuffle}"`);
  }
  return {
    file,
    url: values.url,
    isKept: values.keep,
    limit: values.limit === undefined ? undefined : readCount('--limit', values.limit),
    programme: values.programme,
    isTwice: values.twice,
    shuffle,
    seed: readCount('--seed', values.seed),
    hasDigest: values.digest,
  };
}

function readCount(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new UsageError(`${option} is a whole number above zero, given "${text}"`);
  }
  return count;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === 'HELP') {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const startMs = performance.now();
  const history = await readHistory(options.file, options.limit);
  const calls = listCalls(history);
  const [first] = calls;
  if (first === undefined) throw new Error(`${options.file} has no orders of known customers`);
  const startAtMs = startOfDay(dayOf(Date.parse(first.at), history.timeZone), history.timeZone);
  const target =
    options.url === undefined
      ? await startTarget(options.programme ?? history.programme, startAtMs)
      : await connectTarget(options.url);
  try {
    const summary = await replay(target, history, calls, options);
    const seconds = Math.round((performance.now() - startMs) / 100) / 10;
    process.stdout.write(`${JSON.stringify({ ...summary, seconds, peakMb: target.peakMb() })}\n`);
    if (summary.lost > 0) process.exitCode = 1;
    if (options.isKept) await untilInterrupted(target.url);
  } finally {
    await target.stop();
  }
}

async function replay(target: ReplayTarget, history: OrderHistory, calls: readonly TimedCall[], options: Options) {
  if (target.currency !== history.currency) {
    throw new Error(`the history is in ${history.currency}, the programme of ${target.url} in ${target.currency}`);
  }
  const total = calls.length * (options.isTwice ? 2 : 1);
  const progress = createProgress(total, (line) => process.stderr.write(line));
  const days = listDays(calls, target.timeZone, options);
  const { rejected } = await driveDays(target, days, (sent) => progress(sent.accepted + sent.rejected));
  const memberIds = [...new Set(history.orders.map(({ memberId }) => memberId))];
  const dayAt = (at: string | undefined) => dayOf(Date.parse(at ?? ''), target.timeZone);
  const books = await readBooks(target, dayAt(calls[0]?.at), dayAt(calls.at(-1)?.at), memberIds);
  const { counts, orders, returns } = history;
  return {
    lines: counts.lines,
    anonymousLines: counts.anonymousLines,
    events: total,
    members: memberIds.length,
    ...books,
    rejected,
    lost: Math.max(0, orders.length - books.orders) + Math.max(0, returns.length - books.returns),
    ...(options.hasDigest ? { digest: await digest(target.url) } : {}),
  };
}

async function digest(url: string): Promise<string> {
  const { client, tableName } = await findAccount(url);
  const table = { client: documentClient(new DynamoDBClient(client)), name: tableName ?? '' };
  return digestTable(scanTable(table));
}

async function untilInterrupted(url: string): Promise<void> {
  process.stderr.write(`still running: ${url}; the figures are at ${url}/_local/kpis. Ctrl-C ends it.\n`);
  await new Promise((resolve) => process.once('SIGINT', resolve));
}

await runCommand('replay', main);
