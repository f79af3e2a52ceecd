/** Shows the books of one member, and proves them; see HELP. */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { documentClient } from '../lambdas/kernel/table/client.ts';
import { type Books, proveAccount, readBooks } from '../lambdas/loyalty/index.ts';
import { findAccount } from './account.ts';
import { runCommand, UsageError } from './command.ts';
import { memberItems } from './table-scan.ts';

const HELP = `Shows what the ledger keeps of a member, and proves it: every bucket is the sum of the entries, and the lots of a bucket are what is in it.

  npm run inspect -- <member> --table <name>

  --table <name>   the output TableName of the data stack, in the account and region of your AWS settings
  --local <url>    a local run in place of an account, such as http://127.0.0.1:4000
  --json           one JSON value in place of text
  --help           this text

Exit codes: 0 the books hold, 1 they do not, or the member has none, 2 wrong options.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      table: { type: 'string' },
      local: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const [memberId, ...more] = positionals;
  if (memberId === undefined || more.length > 0) throw new UsageError('expected one member');
  const account = await findAccount(values.local);
  const name = values.table ?? account.tableName;
  if (name === undefined) throw new UsageError('--table or --local is needed');
  const table = { client: documentClient(new DynamoDBClient(account.client)), name };
  const books = readBooks(await memberItems(table, memberId));
  if (books === undefined) throw new Error(`the ledger knows no member ${memberId}`);
  const differences = proveAccount(books);
  process.stdout.write(
    values.json ? `${JSON.stringify({ memberId, ...books, differences })}\n` : textOf(memberId, books),
  );
  if (differences.length === 0) return;
  const told = differences.map(({ figure, booked, expected }) => `${figure} is ${booked}, the entries say ${expected}`);
  throw new Error(`the books of member ${memberId} do not hold: ${told.join('; ')}`);
}

function textOf(memberId: string, { account, entries, pendingLots, activeLots }: Books): string {
  const figures = (of: object) =>
    Object.entries(of)
      .filter(([, value]) => value !== 0 && value !== undefined)
      .map(([figure, value]) => `${figure} ${value}`)
      .join(', ');
  const recorded = [...entries].sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1));
  const { balance, sums, forwardTo, dueAt, inactiveDay, standing } = account;
  return [
    `member ${memberId}${forwardTo === undefined ? '' : `, merged into ${forwardTo}`}`,
    `points: ${figures(balance) || 'none'}`,
    `orders: ${figures(sums) || 'none'}`,
    ...(inactiveDay === undefined ? [] : [`points end on ${inactiveDay} if nothing is done`]),
    ...(standing === undefined
      ? []
      : [`tier ${standing.tier} since ${standing.since}, to the beginning of ${standing.endsOn}`]),
    ...(dueAt === undefined ? [] : [`looked at again at ${dueAt}`]),
    ...pendingLots.map(({ points, releaseAt, orderId }) => `  ${points} wait until ${releaseAt}, of order ${orderId}`),
    ...activeLots.map(
      ({ points, expiryDay }) => `  ${points} expire ${expiryDay === 'never' ? 'never' : `on ${expiryDay}`}`,
    ),
    `${entries.length} entries, as they were recorded:`,
    ...recorded.map(
      ({ recordedAt, kind, entryId, deltas }) => `  ${recordedAt} ${kind} ${entryId}: ${figures(deltas) || '-'}`,
    ),
    '',
  ].join('\n');
}

await runCommand('inspect', main);
