/** Applies a changed expiry policy to points that were earned before; see HELP. */
import { parseArgs } from 'node:util';
import { createApplyExpiryPolicy, type DatedLot, isOfOldPolicy, readDatedLot } from '../lambdas/loyalty/index.ts';
import type { Programme } from '../programmes/programme.ts';
import { runCommand, UsageError } from './command.ts';
import { LEDGER_OPTIONS, openLedger } from './open-ledger.ts';
import { type Item, scanTable } from './table-scan.ts';

const HELP = `Dates points that were earned under another expiry policy by the one of the programme's file, as if they were earned today: none of
them expires before one whole period of the new policy has passed. Deploy the file first. New points are dated by it anyway.

  npm run points -- apply-expiry --programme programmes/gift-shop.json --dry-run --table <name>

  --programme <file> whose "expiry" holds from now on
  --dry-run        counts what would change, and changes nothing
  --table <name>   the output TableName of the data stack, in the account and region of your AWS settings
  --local <url>    a local run in place of an account, such as http://127.0.0.1:4000
  --shards <n>     the stage's dueShardCount   (default 16; a local run has 1)
  --help           this text

Reads the whole table. Run again it goes on where it was. The last line is JSON: {"isDryRun","lots","points","members","dated","left"}.
Exit codes: 0 done, 1 failed, 2 wrong options.`;

const PROGRESS_EVERY = 1_000;
const AT_ONCE = 20;

interface Report {
  readonly isDryRun: boolean;
  lots: number;
  points: number;
  members: number;
  dated: number;
  left: number;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: LEDGER_OPTIONS,
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  if (positionals.join(' ') !== 'apply-expiry') throw new UsageError('expected apply-expiry');
  const { programme, table, ledger, clock } = await openLedger(values);
  const apply = createApplyExpiryPolicy(ledger, programme, clock);
  const report = await run(scanTable(table), programme, values['dry-run'] ? undefined : apply);
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

/** @param apply undefined where nothing is to be changed */
async function run(
  pages: AsyncIterable<readonly Item[]>,
  { expiry }: Programme,
  apply: ReturnType<typeof createApplyExpiryPolicy> | undefined,
): Promise<Report> {
  const report: Report = { isDryRun: apply === undefined, lots: 0, points: 0, members: 0, dated: 0, left: 0 };
  const members = new Set<string>();
  let read = 0;
  for await (const items of pages) {
    for (const _ of items) if (++read % PROGRESS_EVERY === 0) process.stderr.write(`${read} items read\n`);
    const lots = items.map(readDatedLot).filter((lot): lot is DatedLot => lot !== undefined);
    const old = lots.filter(({ lot }) => isOfOldPolicy(lot, expiry));
    for (const { lot } of old) {
      report.lots += 1;
      report.points += lot.points;
      members.add(lot.memberId);
    }
    if (apply === undefined) continue;
    for (let first = 0; first < old.length; first += AT_ONCE) {
      const outcomes = await Promise.all(old.slice(first, first + AT_ONCE).map(apply));
      report.dated += outcomes.filter((outcome) => outcome === 'DATED').length;
      report.left += outcomes.filter((outcome) => outcome === 'LEFT').length;
    }
  }
  return { ...report, members: members.size };
}

await runCommand('points', main);
