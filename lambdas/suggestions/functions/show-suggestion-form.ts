import { apiFunction } from '../../kernel/http/api-function.ts';
import { page } from '../../kernel/http/page.ts';
import { createShowSuggestionForm } from '../show-suggestion-form.ts';
import { readFormRequest, readFormSettings } from './connect-form.ts';

const showSuggestionForm = createShowSuggestionForm(await readFormSettings());

export const handler = apiFunction([], async (request) => {
  const { token, once, language } = readFormRequest(request);
  const answer = showSuggestionForm(token, once, language);
  return page(answer.status, answer.page);
});
