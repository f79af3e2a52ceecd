import type { Clock } from '../kernel/clock.ts';
import { readCursor, writeCursor } from '../kernel/paging.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { ListedRejection, RejectionStore } from './rejection-store.ts';

export interface RejectionPage {
  readonly day: string;
  readonly rejections: readonly Omit<ListedRejection, 'PK' | 'SK' | 'GSI1SK'>[];
  readonly cursor?: string;
}

/** What was refused on a day (UTC), today by default. A cursor is good for the day that it was given for. */
export const createListRejections =
  (store: RejectionStore, clock: Clock) =>
  async (
    given: string | undefined,
    limit: number,
    cursor?: string,
  ): Promise<Result<RejectionPage, { readonly code: 'CURSOR_UNKNOWN' }>> => {
    const day = given ?? clock().toISOString().slice(0, 10);
    const position = cursor === undefined ? undefined : readCursor(cursor, day, 3);
    if (cursor !== undefined && position === undefined) return refuse({ code: 'CURSOR_UNKNOWN' });
    const [PK = '', SK = '', GSI1SK = ''] = position ?? [];
    const page = await store.rejections(day, limit, position && { PK, SK, GSI1SK });
    const last = page.hasMore ? page.rejections.at(-1) : undefined;
    const rejections = page.rejections.map(({ PK: _pk, SK: _sk, GSI1SK: _gsi, ...rejection }) => rejection);
    return ok({
      day,
      rejections,
      ...(last === undefined ? {} : { cursor: writeCursor(day, [last.PK, last.SK, last.GSI1SK]) }),
    });
  };
