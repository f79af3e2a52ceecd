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

/** Asked of the table in one go: texts have up to 2,000 characters. */
const PAGE_SIZE = 100;

/** What was written in a survey in a month, page by page. */
export const createListTexts =
  (store: TextStore) =>
  async (query: TextQuery): Promise<Result<ListedTexts, { readonly code: 'CURSOR_UNKNOWN' }>> => {
    const { surveyId, month, limit, cursor } = query;
    const owner = `${surveyId} ${month}`;
    const position = cursor === undefined ? [] : readCursor(cursor, owner, 1);
    if (position === undefined) return refuse({ code: 'CURSOR_UNKNOWN' });
    const texts: KeptText[] = [];
    let [after] = position;
    do {
      const page = await store.texts(surveyId, month, Math.min(PAGE_SIZE, limit - texts.length), after);
      texts.push(...page.texts);
      after = page.next;
    } while (after !== undefined && texts.length < limit);
    return ok({ surveyId, month, texts, ...(after === undefined ? {} : { cursor: writeCursor(owner, [after]) }) });
  };
