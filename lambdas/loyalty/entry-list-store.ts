import type { Table } from '../kernel/table/client.ts';
import { type Cursor, queryPage } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import { earnEntryId, reversalsOf } from './entry-id.ts';
import { entryItem } from './entry-item.ts';
import type { LedgerEntry } from './ledger-entry.ts';

/** Where a list of entries goes on: after this one. */
export interface EntryPosition {
  readonly recordedAt: string;
  readonly entryId: string;
}

/** What was paid for an order, in minor units, and when (ISO-8601 in UTC). */
export interface OrderPayment {
  readonly memberId: string;
  readonly orderId: string;
  readonly paidMinor: number;
  readonly paidAt: string;
}

export interface EntryListStore {
  /** A page of a member's entries, newest first; by an index, which follows within a second or so. */
  entries(
    memberId: string,
    limit: number,
    after?: EntryPosition,
  ): Promise<{ readonly entries: readonly LedgerEntry[]; readonly next: EntryPosition | undefined }>;
  /** The orders that a member paid for since an instant, as far as they were booked under this id. Strongly consistent. */
  paidOrders(memberId: string, since: string): Promise<readonly OrderPayment[]>;
  /** The entries of all returns of an order. Strongly consistent. */
  reversals(memberId: string, orderId: string): Promise<readonly LedgerEntry[]>;
}

const REVERSALS_MAX = 1_000;
const ORDERS_PAGE_MAX = 1_000;
/** Far more orders than a person comes to. */
const PAGES_MAX = 100;

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

  async paidOrders(memberId, since) {
    const { PK, SK } = keys.ledgerEntry(memberId, earnEntryId(''));
    const query = {
      KeyConditionExpression: 'PK = :pk AND begins_with(SK, :earnings)',
      FilterExpression: 'occurredAt >= :since',
      ExpressionAttributeValues: { ':pk': PK, ':earnings': SK, ':since': since },
      ConsistentRead: true,
      Limit: ORDERS_PAGE_MAX,
    };
    const paid: OrderPayment[] = [];
    let cursor: Cursor | undefined;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const { items, cursor: next } = await queryPage(table, query, entryItem, cursor);
      paid.push(...items.flatMap(paymentOf));
      if (next === undefined) return paid;
      cursor = next;
    }
    throw new Error(`member ${memberId} has orders for more than ${PAGES_MAX} pages`);
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
});

const paymentOf = ({ memberId, orderId, sums, occurredAt: paidAt }: LedgerEntry): OrderPayment[] =>
  orderId === undefined ? [] : [{ memberId, orderId, paidMinor: sums?.paidMinor ?? 0, paidAt }];
