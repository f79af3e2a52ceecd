import { createChurnStore, createMergeWatches, createWatching, ladderOf, readOutcomes } from '../../churn/index.ts';
import { systemClock as clock } from '../../kernel/clock.ts';
import { programme } from '../../kernel/programme.ts';
import type { ItemReader } from '../../kernel/table/batches.ts';
import type { Table } from '../../kernel/table/client.ts';
import { createEntryListStore, createLedgerStore, createOrderStore, orderEvent } from '../../loyalty/index.ts';
import { createProfileStore } from '../profile-store.ts';

/** Merging what is watched. Nobody comes on a journey by it, so that no group is asked for. */
export function connectWatches(table: Table, reader: ItemReader, dueShardCount: number) {
  const { lifecycle, timeZone } = programme;
  const stores = createChurnStore(table, reader, { dueShardCount, clock });
  const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount, clock });
  const orders = createOrderStore(table, reader);
  const watchMember = createWatching(
    stores,
    {
      members: createProfileStore(table, reader),
      orders: { head: orders.head, sums: async (memberId) => (await ledger.account(memberId)).sums },
      groupOf: () => 'control',
      clock,
    },
    { ...lifecycle, timeZone },
  );
  const entries = createEntryListStore(table);
  const ordersOf = async (memberId: string, fromDay: string) =>
    readOutcomes((await entries.ofOrders(memberId, fromDay)).map(orderEvent));
  return createMergeWatches({ ...stores, watchMember, ordersOf, clock }, ladderOf(lifecycle.winBack, timeZone));
}
