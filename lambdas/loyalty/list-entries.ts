import { ok, type Result, refuse } from '../kernel/result.ts';
import type { EntryListStore, EntryPosition } from './entry-list-store.ts';
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
    const position = cursor === undefined ? undefined : readCursor(cursor, memberId);
    if (cursor !== undefined && position === undefined) return refuse({ code: 'CURSOR_UNKNOWN' });
    const page = await list.entries(memberId, limit, position);
    const entries = page.entries.map(({ memberId: _, causeHash: __, ...entry }) => entry);
    return ok({ entries, ...(page.next === undefined ? {} : { cursor: writeCursor(page.next, memberId) }) });
  };

const writeCursor = ({ recordedAt, entryId }: EntryPosition, memberId: string): string =>
  Buffer.from(JSON.stringify([memberId, recordedAt, entryId])).toString('base64url');

function readCursor(cursor: string, memberId: string): EntryPosition | undefined {
  try {
    const [owner, recordedAt, entryId, ...more] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const isWhole = owner === memberId && typeof recordedAt === 'string' && typeof entryId === 'string';
    return isWhole && more.length === 0 ? { recordedAt, entryId } : undefined;
  } catch {
    return undefined;
  }
}
