import { randomBytes as random } from 'node:crypto';
import { systemClock as clock } from '../../kernel/clock.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { createAcceptSuggestion } from '../accept-suggestion.ts';
import { acceptSuggestionRoute } from '../suggestion-api.ts';
import { apiKeys, store } from './connect-suggestions.ts';

const acceptSuggestion = createAcceptSuggestion({ store, clock, random }, programme.timeZone);

export const handler = routeFunction(acceptSuggestionRoute, apiKeys, ({ body, apiKey, idempotency }) =>
  acceptSuggestion({ ...body, keyId: apiKey.keyId }, { route: 'suggestions', ...idempotency }),
);
