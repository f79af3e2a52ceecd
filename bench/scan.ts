/**
 * What the daily scan reads among ten thousand and among a hundred thousand full members of whom the same thousand are due,
 * spread over a day and all shards; and what a scan of the whole table reads. `items` of `due` are the entries of the due
 * index that its queries gave and the items that were got by their keys; of `table`, all that the pages gave. `rcu` and `wcu`
 * are capacity units as the engine counts them. The measurement fails if what is read for those who are due depends
 * on how many members there are. Its time goes into filling the tables and scanning the whole; fewer are sooner done:
 *
 *     npm run bench -- scan --few 2000 --many 10000
 */
import { parseArgs } from 'node:util';
import type { BatchGetCommandOutput, GetCommandOutput, QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import { scanTally } from '../lambdas/churn/index.ts';
import { SCAN_RULE } from '../lambdas/churn/watch.ts';
import { addDays, startOfDay } from '../lambdas/kernel/calendar.ts';
import { dueItems } from '../lambdas/kernel/due.ts';
import { programme } from '../lambdas/kernel/programme.ts';
import { countCapacity } from '../lambdas/kernel/table/capacity.ts';
import type { Table } from '../lambdas/kernel/table/client.ts';
import { createSweepShard } from '../lambdas/sweep/sweep-shard.ts';
import type { TestTable } from '../test/contract/engine.ts';
import { makeOriginals, type Originals, TODAY, writeMembers } from './kit/full-members.ts';
import { startLargeTable } from './kit/large-table.ts';
import { MODEL, SHARDS, watchingOn } from './kit/member-life.ts';

const DUE = 1_000;
const DIFFERENCE_MAX = 0.05;
/** As the function reads them. */
const PAGE_SIZE = 25;
/** More than a page of a scan holds, which ends at 1 MB; without any, dynoxide reads all that is left for each page. */
const SCANNED_ITEMS_MAX = 3_000;

interface Read {
  readonly items: number;
  readonly rcu: number;
}

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { few: { type: 'string', default: '10000' }, many: { type: 'string', default: '100000' } },
});
const originals = await makeOriginals();
const few = await measure(Number(values.few), originals);
const many = await measure(Number(values.many), originals);
const ratios = { items: ratioOf(many.items, few.items), rcu: ratioOf(many.rcu, few.rcu) };
print({ kind: 'ratio', ...ratios });
if (Object.values(ratios).some((ratio) => Math.abs(ratio - 1) > DIFFERENCE_MAX)) {
  process.stderr.write('what the scan reads depends on how many members there are\n');
  process.exitCode = 1;
}

async function measure(members: number, originals: Originals): Promise<Read> {
  const startMs = performance.now();
  const table = await startLargeTable();
  try {
    await writeMembers(table, originals, members, DUE);
    table.sort();
    progress(`${members} members are written`, startMs);
    const whole = await scanTable(table);
    progress('the table is scanned', startMs);
    const due = await scanDue(table);
    progress('what is due is scanned', startMs);
    print({ kind: 'due', members, ...due });
    print({ kind: 'table', members, ...whole });
    return due;
  } finally {
    await table.stop();
  }
}

/** The daily scan of all shards at the end of the day, by the rules, stores and pages of its function. */
async function scanDue(table: Table) {
  const clock = () => new Date(startOfDay(addDays(TODAY, 1), programme.timeZone) - 1);
  const { watchMember, models } = watchingOn(table, clock);
  await models.keep(MODEL);
  const capacity = countCapacity(table);
  const itemsRead = countItems(table);
  const done: Record<string, number> = {};
  const sweepShard = createSweepShard({
    rules: { [SCAN_RULE]: async ({ memberId }) => scanTally(await watchMember(memberId, { isDaily: true })) },
    readDue: (message, now, cursor) => dueItems(table, message, now, PAGE_SIZE, cursor),
    report: async (_, tally) => {
      for (const [name, by] of Object.entries(tally)) done[name] = (done[name] ?? 0) + by;
    },
    send: async () => {
      throw new Error('the scan ran out of time');
    },
    clock,
    onFailure: ({ key }, error) => process.stderr.write(`${key.PK}: ${String(error)}\n`),
  });
  for (let shard = 0; shard < SHARDS; shard += 1) {
    await sweepShard({ shard, lane: 'daily', hop: 0 }, () => Number.POSITIVE_INFINITY);
  }
  if (done['due'] !== DUE || done['moved'] !== DUE) throw new Error(`the scan did ${JSON.stringify(done)}`);
  const used = capacity.take();
  const sum = (of: 'rcu' | 'wcu') => used.reduce((all, each) => all + each[of], 0);
  for (const [command, all] of Map.groupBy(used, ({ command }) => command)) {
    const rcu = all.reduce((units, each) => units + each.rcu, 0);
    process.stderr.write(`${command}: ${all.length} times, ${rcu} units read\n`);
  }
  return { items: itemsRead(), rcu: sum('rcu'), wcu: sum('wcu'), scored: done['scored'] ?? 0 };
}

/** Counts what queries and gets of a client answer with. */
function countItems({ client }: Table): () => number {
  let count = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const { Items, Item, Responses } = answer.output as Partial<
        QueryCommandOutput & GetCommandOutput & BatchGetCommandOutput
      >;
      count += [...(Items ?? []), ...(Item ? [Item] : []), ...Object.values(Responses ?? {}).flat()].length;
      return answer;
    },
    { step: 'initialize', name: 'countItems', priority: 'high' },
  );
  return () => count;
}

/** Page by page and eventually consistent, as one who looks at everybody does. */
async function scanTable({ engine, name }: TestTable): Promise<Read> {
  let [items, rcu] = [0, 0];
  let ExclusiveStartKey: object | undefined;
  do {
    const page = await engine.call<ScannedPage>('DynamoDB_20120810.Scan', {
      TableName: name,
      Limit: SCANNED_ITEMS_MAX,
      ReturnConsumedCapacity: 'TOTAL',
      ExclusiveStartKey,
    });
    items += page.Items.length;
    rcu += page.ConsumedCapacity.CapacityUnits;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return { items, rcu };
}

interface ScannedPage {
  readonly Items: readonly unknown[];
  readonly ConsumedCapacity: { readonly CapacityUnits: number };
  readonly LastEvaluatedKey?: object;
}

function ratioOf(one: number, other: number): number {
  return Number((one / other).toFixed(4));
}

function progress(what: string, startMs: number): void {
  process.stderr.write(`${what} after ${((performance.now() - startMs) / 1000).toFixed(0)} s\n`);
}

function print(measured: object): void {
  process.stdout.write(`${JSON.stringify({ bench: 'scan', ...measured })}\n`);
}
