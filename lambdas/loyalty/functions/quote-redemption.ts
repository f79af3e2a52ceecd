import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createLedgerStore } from '../ledger-store.ts';
import { quoteRedemptionRoute } from '../redemption-api.ts';
import { createShowRedemptionQuote } from '../show-redemption-quote.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, createItemReader(table), { ...programme, dueShardCount, clock: systemClock });
const showQuote = createShowRedemptionQuote(ledger, programme, systemClock);

export const handler = routeFunction(quoteRedemptionRoute, createApiKeys(table), ({ parameters, body }) =>
  showQuote(parameters.memberId, body.orderTotal),
);
