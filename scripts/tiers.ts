/** Places members by the tiers of a programme that was changed; see HELP. */
import { parseArgs } from 'node:util';
import { createApplyTiers, readBooks, type TierPlace } from '../lambdas/loyalty/index.ts';
import { runCommand, UsageError } from './command.ts';
import { LEDGER_OPTIONS, openLedger } from './open-ledger.ts';
import { type Item, memberItems, scanTable } from './table-scan.ts';

const HELP = `Places every member by the tiers of the programme's file: after its tiers were changed, or after orders of the past were imported, which are
counted and move nobody by themselves. What counts is worked out anew from the ledger's entries. Deploy the file first.

  npm run tiers -- recalculate --programme programmes/gift-shop.json --dry-run --table <name>

  --programme <file> whose tiers hold from now on
  --down           also takes members down to the tier that they reach today; else they keep what they hold to its end
  --dry-run        counts who would move, and changes nothing
  --table <name>   the output TableName of the data stack, in the account and region of your AWS settings
  --local <url>    a local run in place of an account, such as http://127.0.0.1:4000
  --shards <n>     the stage's dueShardCount   (default 16; a local run has 1)
  --help           this text

Members who move are told by TierUpgraded and TierDowngraded. Reads the whole table. The last line is JSON:
{"isDryRun","members","up","same","below"}; "below" are those who hold more than they reach today.
Exit codes: 0 done, 1 failed, 2 wrong options.`;

const PROGRESS_EVERY = 100;
const AT_ONCE = 20;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { ...LEDGER_OPTIONS, down: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  if (positionals.join(' ') !== 'recalculate') throw new UsageError('expected recalculate');
  const { programme, table, ledger, clock } = await openLedger(values);
  const { tiers, timeZone } = programme;
  if (tiers === undefined) throw new UsageError(`${values.programme} has no tiers`);
  const entriesOf = async (memberId: string) => readBooks(await memberItems(table, memberId))?.entries ?? [];
  const isDryRun = values['dry-run'];
  const apply = createApplyTiers({ ledger, entriesOf, clock }, { tiers, timeZone, isDownToo: values.down, isDryRun });
  const places = await run(scanTable(table), apply);
  const { UP: up = 0, SAME: same = 0, DOWN: below = 0 } = places;
  process.stdout.write(`${JSON.stringify({ isDryRun, members: up + same + below, up, same, below })}\n`);
}

async function run(
  pages: AsyncIterable<readonly Item[]>,
  apply: (memberId: string) => Promise<TierPlace>,
): Promise<Partial<Record<TierPlace, number>>> {
  const counts: Partial<Record<TierPlace, number>> = {};
  let placed = 0;
  for await (const items of pages) {
    const accounts = items.filter(({ entityType, forwardTo }) => entityType === 'Points' && forwardTo === undefined);
    for (let first = 0; first < accounts.length; first += AT_ONCE) {
      const some = accounts.slice(first, first + AT_ONCE).map(({ memberId }) => apply(String(memberId)));
      for (const place of await Promise.all(some)) {
        counts[place] = (counts[place] ?? 0) + 1;
        if (++placed % PROGRESS_EVERY === 0) process.stderr.write(`${placed} members\n`);
      }
    }
  }
  return counts;
}

await runCommand('tiers', main);
