import { systemClock as clock } from '../../kernel/clock.ts';
import { programme } from '../../kernel/programme.ts';
import type { ItemReader } from '../../kernel/table/batches.ts';
import type { Table } from '../../kernel/table/client.ts';
import { createEntryListStore, orderEvent } from '../../loyalty/index.ts';
import {
  createCreditStore,
  createMergeCredits,
  createMessageStore,
  createOutreachStore,
  readPaidOrders,
} from '../../outreach/index.ts';

/** Crediting the orders of a member who has another id now; where the programme writes to nobody there is nothing to. */
export function connectCredits(table: Table, reader: ItemReader, dueShardCount: number) {
  const { outreach: settings, timeZone } = programme;
  if (settings === undefined) return async () => undefined;
  const entries = createEntryListStore(table);
  const paidOrders = async (memberId: string, fromDay: string) =>
    readPaidOrders((await entries.ofOrders(memberId, fromDay)).map(orderEvent));
  const outreach = createOutreachStore(table, reader);
  const messages = createMessageStore(table, reader, dueShardCount);
  const credits = createCreditStore(table);
  const ports = { outreach, messages, credits, paidOrders, clock };
  return createMergeCredits(ports, settings.conversionDays, timeZone);
}
