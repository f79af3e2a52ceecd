import { randomBytes as random } from 'node:crypto';
import { systemClock as clock } from '../../kernel/clock.ts';
import { apiFunction } from '../../kernel/http/api-function.ts';
import { bodyText } from '../../kernel/http/body.ts';
import { page } from '../../kernel/http/page.ts';
import { programme } from '../../kernel/programme.ts';
import { createAcceptSuggestion } from '../accept-suggestion.ts';
import { createTakeSuggestionForm } from '../take-suggestion-form.ts';
import { readFormRequest, readFormSettings } from './connect-form.ts';
import { store } from './connect-suggestions.ts';

const acceptSuggestion = createAcceptSuggestion({ store, clock, random }, programme.timeZone);
const takeSuggestionForm = createTakeSuggestionForm(acceptSuggestion, await readFormSettings());

export const handler = apiFunction([], async (request) => {
  const { token, once, language } = readFormRequest(request);
  const answer = await takeSuggestionForm(token, bodyText(request), once, language);
  return page(answer.status, answer.page);
});
