import { ok, type Result, refuse } from '../kernel/result.ts';
import type { SuggestionStore } from './suggestion-store.ts';
import { type SuggestionView, viewSuggestion } from './suggestion-view.ts';

/** A suggestion and what became of it; its text only for who may read it. */
export const createShowSuggestion =
  (store: Pick<SuggestionStore, 'find'>) =>
  async (
    suggestionId: string,
    mayRead: boolean,
  ): Promise<Result<SuggestionView, { readonly code: 'SUGGESTION_UNKNOWN'; readonly given: string }>> => {
    const found = await store.find(suggestionId);
    return found === undefined
      ? refuse({ code: 'SUGGESTION_UNKNOWN', given: suggestionId })
      : ok(viewSuggestion(found, mayRead));
  };
