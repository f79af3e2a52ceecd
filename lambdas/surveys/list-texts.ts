import { readCursor, writeCursor } from '../kernel/paging.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { KeptText, TextStore } from './text-store.ts';

export interface TextQuery {
  readonly surveyId: string;
  /** yyyy-mm, in the programme's zone. */
  readonly month: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface ListedTexts {
  readonly surveyId: string;
  readonly month: string;
  readonly texts: readonly KeptText[];
  readonly cursor?: string;
}

/** What was written in a survey in a month, page by page. */
export const createListTexts =
  (store: TextStore) =>
  async (query: TextQuery): Promise<Result<ListedTexts, { readonly code: 'CURSOR_UNKNOWN' }>> => {
    const { surveyId, month, limit, cursor } = query;
    const owner = `${surveyId} ${month}`;
    const position = cursor === undefined ? [] : readCursor(cursor, owner, 1);
    if (position === undefined) return refuse({ code: 'CURSOR_UNKNOWN' });
    const { texts, next } = await store.texts(surveyId, month, limit, position[0]);
    return ok({ surveyId, month, texts, ...(next === undefined ? {} : { cursor: writeCursor(owner, [next]) }) });
  };
