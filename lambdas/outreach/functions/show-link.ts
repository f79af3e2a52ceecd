import { apiFunction } from '../../kernel/http/api-function.ts';
import { createShowLink } from '../show-link.ts';
import { outreach } from './connect-consents.ts';
import { answerLink, readAskedLink, readLinkSettings } from './connect-pages.ts';

const showLink = createShowLink(outreach, await readLinkSettings());

export const handler = apiFunction([], async (request) => {
  const { kind, token, language } = readAskedLink(request);
  return answerLink(await showLink(kind, token, language));
});
