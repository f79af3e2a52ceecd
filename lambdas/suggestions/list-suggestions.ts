import { readCursor, writeCursor } from '../kernel/paging.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { cleanText } from '../kernel/text.ts';
import type { SuggestionState } from './suggestion.ts';
import type { KeptSuggestion } from './suggestion-item.ts';
import type { SuggestionStore } from './suggestion-store.ts';
import { listSuggestion, type SuggestionLine } from './suggestion-view.ts';

/** A text may have two thousand characters of three bytes each, and an answer of a function six megabytes. */
const EXPORTED_MAX = 500;
const EXPORT_PAGE = 500;
/** With a label few of a page may be left: so many pages are looked through, which takes some seconds of the ten there are. */
const EXPORT_PAGES_MAX = 60;

export interface SuggestionQuery {
  readonly state: SuggestionState;
  readonly label?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface SuggestionPage {
  readonly state: SuggestionState;
  readonly suggestions: readonly SuggestionLine[];
  readonly cursor?: string;
}

/** The suggestions of a state, newest first; their texts only for who may read them. */
export const createListSuggestions =
  (store: Pick<SuggestionStore, 'list'>) =>
  async (
    { state, label, limit, cursor }: SuggestionQuery,
    mayRead: boolean,
  ): Promise<Result<SuggestionPage, { readonly code: 'CURSOR_UNKNOWN' }>> => {
    // Another label goes on at the same place: a position is one of the state.
    const position = cursor === undefined ? [] : readCursor(cursor, state, 1);
    if (position === undefined) return refuse({ code: 'CURSOR_UNKNOWN' });
    const { suggestions, next } = await store.list(state, limit, { label: keptForm(label), after: position[0] });
    return ok({
      state,
      suggestions: suggestions.map((each) => listSuggestion(each, mayRead)),
      ...(next === undefined ? {} : { cursor: writeCursor(state, [next]) }),
    });
  };

export type ExportRefusal = { readonly code: 'STATE_TOO_LONG'; readonly expected: string; readonly given: string };

/** As a table: the newest of a state, up to {@link EXPORTED_MAX}. Refused where they are too far apart to be looked for. */
export const createExportSuggestions =
  (store: Pick<SuggestionStore, 'list'>) =>
  async (
    { state, label }: Pick<SuggestionQuery, 'state' | 'label'>,
    mayRead: boolean,
  ): Promise<Result<readonly SuggestionLine[], ExportRefusal>> => {
    const found: KeptSuggestion[] = [];
    let after: string | undefined;
    for (let page = 0; page < EXPORT_PAGES_MAX; page += 1) {
      const { suggestions, next } = await store.list(state, EXPORT_PAGE, { label: keptForm(label), after });
      found.push(...suggestions);
      after = next;
      if (after === undefined || found.length >= EXPORTED_MAX) {
        return ok(found.slice(0, EXPORTED_MAX).map((each) => listSuggestion(each, mayRead)));
      }
    }
    const expected = `${EXPORTED_MAX} with the label among ${EXPORT_PAGES_MAX} pages of the state`;
    return refuse({ code: 'STATE_TOO_LONG', expected, given: label ?? state });
  };

/** Labels are kept in one normal form, so they are looked for in it. */
const keptForm = (label: string | undefined): string | undefined =>
  label === undefined ? undefined : cleanText(label);
