import { readCursor, writeCursor } from '../kernel/paging.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { EntryListStore } from './entry-list-store.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { LedgerStore } from './ledger-store.ts';

export interface EntryPage {
  readonly entries: readonly Omit<LedgerEntry, 'memberId' | 'causeHash'>[];
  readonly cursor?: string | undefined;
}

export type EntryListRefusal = { readonly code: 'MEMBER_UNKNOWN' | 'CURSOR_UNKNOWN' };

/** A page of a member's entries, newest first. A cursor is good for the member that it was given for. */
export const createListEntries =
  (ledger: Pick<LedgerStore, 'isKnown'>, list: EntryListStore) =>
  async (memberId: string, limit: number, cursor?: string): Promise<Result<EntryPage, EntryListRefusal>> => {
    if (!(await ledger.isKnown(memberId))) return refuse({ code: 'MEMBER_UNKNOWN' });
    const position = cursor === undefined ? undefined : readCursor(cursor, memberId, 2);
    if (cursor !== undefined && position === undefined) return refuse({ code: 'CURSOR_UNKNOWN' });
    const [recordedAt = '', entryId = ''] = position ?? [];
    const page = await list.entries(memberId, limit, position && { recordedAt, entryId });
    const entries = page.entries.map(({ memberId: _, causeHash: __, ...entry }) => entry);
    return ok({
      entries,
      ...(page.next === undefined ? {} : { cursor: writeCursor(memberId, [page.next.recordedAt, page.next.entryId]) }),
    });
  };
