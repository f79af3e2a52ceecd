import { linkPages, pageHtml, readLink } from '../outreach/index.ts';
import { FORM_WORDS } from './form-words.ts';
import type { Language, Words } from './suggestion.ts';
import { suggestionForm } from './suggestion-form.ts';

export interface FormSettings {
  readonly shop: Words;
  readonly linkKey: string;
}

export interface FormPage {
  readonly status: 200 | 400 | 429;
  readonly page: string;
}

/** The page that the link `suggest` leads to. It reads and changes nothing: programs follow links, too. */
export const createShowSuggestionForm =
  (settings: FormSettings) =>
  (token: string, once: string, language: Language): FormPage => {
    const { shop, linkKey } = settings;
    if (readLink(token, 'suggest', linkKey) === undefined) return refuseLink(language, settings);
    const form = suggestionForm({ text: '', wantsReply: false, once }, language);
    return { status: 200, page: pageHtml({ language, shop: shop[language] }, FORM_WORDS[language].title, form) };
  };

/** For a link that nobody here has signed. */
export function refuseLink(language: Language, { shop }: FormSettings): FormPage {
  const answer = linkPages(language, { topics: [], shop }).invalid();
  if (answer.kind !== 'PAGE') throw new Error('a link that is not valid leads to a page');
  return { status: 400, page: answer.page };
}
