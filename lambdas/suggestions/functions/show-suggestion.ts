import { opensScope } from '../../kernel/api-key.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { createShowSuggestion } from '../show-suggestion.ts';
import { showSuggestionRoute } from '../suggestion-api.ts';
import { apiKeys, store } from './connect-suggestions.ts';

const showSuggestion = createShowSuggestion(store);

export const handler = routeFunction(showSuggestionRoute, apiKeys, ({ parameters, apiKey }) =>
  showSuggestion(parameters.suggestionId, opensScope(apiKey.scopes, 'write')),
);
