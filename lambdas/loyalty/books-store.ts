import { decodeItem } from '../kernel/table/codec.ts';
import type { Books } from './account-proof.ts';
import { accountItem, accountOf } from './balance-store.ts';
import { entryItem } from './entry-item.ts';
import { activeLotItem, pendingLotItem } from './lot-store.ts';

/** The books among all items of a member's partition; undefined where the ledger has none. */
export function readBooks(items: readonly Readonly<Record<string, unknown>>[]): Books | undefined {
  const byType = Map.groupBy(items, ({ entityType }) => String(entityType));
  const of = (type: string) => byType.get(type) ?? [];
  const [points] = of('Points');
  if (points === undefined) return undefined;
  return {
    account: accountOf(decodeItem(accountItem, points)),
    entries: of('LedgerEntry').map((item) => decodeItem(entryItem, item)),
    pendingLots: of('PendingLot').map((item) => decodeItem(pendingLotItem, item)),
    activeLots: of('ActiveLot').map((item) => decodeItem(activeLotItem, item)),
  };
}
