import { opensScope } from '../../kernel/api-key.ts';
import { writeCsv } from '../../kernel/csv.ts';
import { csv, json } from '../../kernel/http/problem.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { ok } from '../../kernel/result.ts';
import { createExportSuggestions, createListSuggestions } from '../list-suggestions.ts';
import { listSuggestionsRoute } from '../suggestion-api.ts';
import { SUGGESTION_COLUMNS, suggestionRows } from '../suggestion-view.ts';
import { apiKeys, store } from './connect-suggestions.ts';

const listSuggestions = createListSuggestions(store);
const exportSuggestions = createExportSuggestions(store);

export const handler = routeFunction(
  listSuggestionsRoute,
  apiKeys,
  async ({ query, apiKey }) => {
    const mayRead = opensScope(apiKey.scopes, 'write');
    if (query.format === 'json') return listSuggestions(query, mayRead);
    const exported = await exportSuggestions(query, mayRead);
    return exported.ok ? ok({ state: query.state, suggestions: exported.value }) : exported;
  },
  (page, { query }) =>
    query.format === 'csv'
      ? csv('suggestions', writeCsv(SUGGESTION_COLUMNS, suggestionRows(page.suggestions)))
      : json(200, page),
);
