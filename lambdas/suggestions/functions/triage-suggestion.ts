import { systemClock } from '../../kernel/clock.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { createChangeSuggestion } from '../change-suggestion.ts';
import { triageSuggestionRoute } from '../suggestion-api.ts';
import { apiKeys, findHolders, store } from './connect-suggestions.ts';

const changeSuggestion = createChangeSuggestion(store, findHolders, systemClock);

export const handler = routeFunction(triageSuggestionRoute, apiKeys, ({ parameters, body, apiKey, idempotency }) => {
  const { key: requestKey, requestHash } = idempotency;
  return changeSuggestion({ ...parameters, ...body, keyId: apiKey.keyId, requestKey, requestHash });
});
