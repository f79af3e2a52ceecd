import type { Clock } from '../kernel/clock.ts';
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
    const after = cursor === undefined ? undefined : readCursor(cursor, day);
    if (cursor !== undefined && after === undefined) return refuse({ code: 'CURSOR_UNKNOWN' });
    const page = await store.rejections(day, limit, after);
    const last = page.hasMore ? page.rejections.at(-1) : undefined;
    const rejections = page.rejections.map(({ PK: _, SK: __, GSI1SK: ___, ...rejection }) => rejection);
    return ok({ day, rejections, ...(last === undefined ? {} : { cursor: writeCursor(last, day) }) });
  };

const writeCursor = ({ PK, SK, GSI1SK }: ListedRejection, day: string): string =>
  Buffer.from(JSON.stringify([day, PK, SK, GSI1SK])).toString('base64url');

function readCursor(cursor: string, wanted: string): Pick<ListedRejection, 'PK' | 'SK' | 'GSI1SK'> | undefined {
  try {
    const [day, PK, SK, GSI1SK, ...more] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const isWhole = day === wanted && [PK, SK, GSI1SK].every((part) => typeof part === 'string') && more.length === 0;
    return isWhole ? { PK, SK, GSI1SK } : undefined;
  } catch {
    return undefined;
  }
}
