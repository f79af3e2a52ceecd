import { systemClock as clock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createLedgerStore, createOrderStore } from '../../loyalty/index.ts';
import { createProfileStore } from '../../members/index.ts';
import { createChurnStore } from '../churn-store.ts';
import { ladderOf } from '../win-back.ts';

export const table = connectTable(requireEnv('TABLE_NAME'));
const reader = createItemReader(table);
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount, clock });
const orders = createOrderStore(table, reader);

/** What is known of members who are watched. */
export const ports = {
  churn: createChurnStore(table, reader, { dueShardCount, clock }),
  members: createProfileStore(table, reader),
  orders: { head: orders.head, sums: async (memberId: string) => (await ledger.account(memberId)).sums },
  clock,
};
export const settings = { ...programme.lifecycle, timeZone: programme.timeZone };
export const ladder = ladderOf(programme.lifecycle.winBack, programme.timeZone);
