import type { Table } from '../kernel/table/client.ts';
import { queryItems, queryPage } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import { ORDER_ENTRIES, reversalsOf } from './entry-id.ts';
import { entryItem } from './entry-item.ts';
import type { LedgerEntry } from './ledger-entry.ts';

/** Where a list of entries goes on: after this one. */
export interface EntryPosition {
  readonly recordedAt: string;
  readonly entryId: string;
}

export interface EntryListStore {
  /** A page of a member's entries, newest first; by an index, which follows within a second or so. */
  entries(
    memberId: string,
    limit: number,
    after?: EntryPosition,
  ): Promise<{ readonly entries: readonly LedgerEntry[]; readonly next: EntryPosition | undefined }>;
  /** The entries of all returns of an order. Strongly consistent. */
  reversals(memberId: string, orderId: string): Promise<readonly LedgerEntry[]>;
  /** The entries of orders that were paid on a programme-zone date or later, and of what came back of them. Strongly consistent. */
  ofOrders(memberId: string, fromDay: string): Promise<readonly LedgerEntry[]>;
}

const REVERSALS_MAX = 1_000;
const ORDERS_PER_PAGE = 500;
/** More are placed by machines. */
const ORDERS_MAX = 10_000;

export const createEntryListStore = (table: Table): EntryListStore => ({
  async entries(memberId, limit, after) {
    const { GSI1PK } = keys.ledgerEntryList(memberId, '', '');
    const query = {
      IndexName: 'GSI1',
      KeyConditionExpression: 'GSI1PK = :list',
      ExpressionAttributeValues: { ':list': GSI1PK },
      ScanIndexForward: false,
      Limit: limit,
    };
    const start =
      after === undefined
        ? undefined
        : {
            ...keys.ledgerEntry(memberId, after.entryId),
            ...keys.ledgerEntryList(memberId, after.recordedAt, after.entryId),
          };
    const page = await queryPage(table, query, entryItem, start);
    const last = page.items.at(-1);
    const hasMore = page.cursor !== undefined && last !== undefined;
    return { entries: page.items, next: hasMore ? { recordedAt: last.recordedAt, entryId: last.entryId } : undefined };
  },

  async reversals(memberId, orderId) {
    const { PK, SK } = keys.ledgerEntry(memberId, reversalsOf(orderId));
    const query = {
      KeyConditionExpression: 'PK = :pk AND begins_with(SK, :reversals)',
      ExpressionAttributeValues: { ':pk': PK, ':reversals': SK },
      ConsistentRead: true,
      Limit: REVERSALS_MAX,
    };
    const { items } = await queryPage(table, query, entryItem);
    // Another order's id may begin with this one's.
    return items.filter((entry) => entry.orderId === orderId);
  },

  async ofOrders(memberId, fromDay) {
    const found = await Promise.all(ORDER_ENTRIES.map((begin) => ordersFrom(table, memberId, begin, fromDay)));
    return found.flat();
  },
});

async function ordersFrom(
  table: Table,
  memberId: string,
  begin: string,
  fromDay: string,
): Promise<readonly LedgerEntry[]> {
  const { PK, SK } = keys.ledgerEntry(memberId, begin);
  const query = {
    KeyConditionExpression: 'PK = :pk AND begins_with(SK, :orders)',
    FilterExpression: 'orderDay >= :fromDay',
    ExpressionAttributeValues: { ':pk': PK, ':orders': SK, ':fromDay': fromDay },
    ConsistentRead: true,
    Limit: ORDERS_PER_PAGE,
  };
  return queryItems(table, query, entryItem, ORDERS_MAX);
}
