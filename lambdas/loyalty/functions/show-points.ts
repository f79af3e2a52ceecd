import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { ok, refuse } from '../../kernel/result.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { findHolder } from '../find-holder.ts';
import { createLedgerStore } from '../ledger-store.ts';
import { showPointsRoute } from '../points-api.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, createItemReader(table), { ...programme, dueShardCount, clock: systemClock });

export const handler = routeFunction(showPointsRoute, createApiKeys(table), async ({ parameters: { memberId } }) => {
  const [isKnown, { account }] = await Promise.all([ledger.isKnown(memberId), findHolder(ledger, memberId)]);
  return isKnown ? ok(account.balance) : refuse({ code: 'MEMBER_UNKNOWN', given: memberId });
});
