import { systemClock as clock } from '../../kernel/clock.ts';
import { programme } from '../../kernel/programme.ts';
import type { ItemReader } from '../../kernel/table/batches.ts';
import type { Table } from '../../kernel/table/client.ts';
import { createEntryListStore } from '../../loyalty/index.ts';
import {
  createCreditStore,
  createMergeCredits,
  createMessageStore,
  createOutreachStore,
} from '../../outreach/index.ts';

/** Crediting the orders of a member who has another id now; where the programme writes to nobody there is nothing to. */
export function connectCredits(table: Table, reader: ItemReader, dueShardCount: number) {
  if (programme.outreach === undefined) return async () => undefined;
  const { paidOrders } = createEntryListStore(table);
  const outreach = createOutreachStore(table, reader);
  const messages = createMessageStore(table, reader, dueShardCount);
  const credits = createCreditStore(table);
  return createMergeCredits({ outreach, messages, credits, paidOrders, clock }, programme.outreach.conversionDays);
}
