/**
 * A process of its own that redeems: `node redeem-process.ts <endpoint> <table> <start> <keys, comma-separated>`. It begins at
 * an instant, so that several begin together. Its first transactions, and two of three of the others, meet a conflict that
 * never reached the engine. Prints `{"answers":[…],"conflicts":n}`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { BusyError } from '../../lambdas/kernel/busy-error.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { documentClient } from '../../lambdas/kernel/table/client.ts';
import { createLedgerStore } from '../../lambdas/loyalty/ledger-store.ts';
import { createRedeemPoints } from '../../lambdas/loyalty/redeem-points.ts';

const CONFLICTS_AT_FIRST = 12;
const [endpoint = '', name = '', startAtMs = '', keys = ''] = process.argv.slice(2);
const credentials = { accessKeyId: 'contract', secretAccessKey: 'contract' };
const dynamo = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
const table = { client: documentClient(dynamo), name };
let conflicts = 0;
let sent = 0;
table.client.middlewareStack.add(
  (next, context) => async (args) => {
    if (!String(context['commandName']).startsWith('TransactWrite')) return next(args);
    sent += 1;
    if (sent > CONFLICTS_AT_FIRST && sent % 3 === 0) return next(args);
    conflicts += 1;
    throw new TransactionCanceledException({
      message: 'Transaction cancelled',
      $metadata: {},
      CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
    });
  },
  { step: 'deserialize', name: 'conflict', override: true },
);

const clock = () => new Date();
const settings = {
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  expiry: { kind: 'never' },
  dueShardCount: 1,
  clock,
  redemption: { minorUnitsPerPoint: 1, pointsMin: 1, orderShareMax: 100, holdMinutes: 30 },
} as const;
const redeem = createRedeemPoints(createLedgerStore(table, createItemReader(table), settings), settings, clock);

/** As a client does that is told to come again. */
async function persist(requestKey: string): Promise<string> {
  const request = { memberId: 'm-1', orderId: `o-${requestKey}`, orderTotal: 1_000_000, points: 100 };
  for (;;) {
    try {
      const answer = await redeem({ ...request, requestKey, requestHash: requestKey });
      return answer.ok ? 'REDEEMED' : answer.refusal.code;
    } catch (error) {
      if (!(error instanceof BusyError)) throw error;
    }
  }
}

await sleep(Math.max(0, Number(startAtMs) - Date.now()));
const answers = await Promise.all(keys.split(',').map(persist));
process.stdout.write(`${JSON.stringify({ answers, conflicts })}\n`);
dynamo.destroy();
