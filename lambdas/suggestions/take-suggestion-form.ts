import { sha256 } from '../kernel/ids.ts';
import { pageHtml, readLink } from '../outreach/index.ts';
import type { AcceptRefusal, AcceptSuggestion } from './accept-suggestion.ts';
import { FORM_WORDS, type FormFault } from './form-words.ts';
import { type FormPage, type FormSettings, refuseLink } from './show-suggestion-form.ts';
import type { Language } from './suggestion.ts';
import { readSuggestionForm, suggestionForm, thanks } from './suggestion-form.ts';

const ROUTE = 'suggest';

/** What a refusal says to the member; the others a form can not cause. */
const FAULTS: Partial<Readonly<Record<AcceptRefusal['code'], FormFault>>> = {
  TEXT_EMPTY: 'TEXT_EMPTY',
  TEXT_TOO_LONG: 'TEXT_TOO_LONG',
  DAY_FULL: 'DAY_FULL',
};

/**
 * Keeps what a member wrote on the page; a signature is all that it takes. Pressed twice it is one suggestion, and what can
 * not be kept is shown again, so that nobody writes it twice.
 * @param once the mark of a form that has none
 */
export const createTakeSuggestionForm =
  (acceptSuggestion: AcceptSuggestion, settings: FormSettings) =>
  async (token: string, form: string, once: string, language: Language): Promise<FormPage> => {
    const purpose = readLink(token, 'suggest', settings.linkKey);
    if (purpose === undefined) return refuseLink(language, settings);
    const { memberId } = purpose;
    const words = FORM_WORDS[language];
    const frame = { language, shop: settings.shop[language] };
    const content = readSuggestionForm(form, once);
    const { text, wantsReply } = content;
    const accepted = await acceptSuggestion(
      { text, language, channel: 'page', memberId, wantsReply },
      // What is sent again is the same; what was written or wished anew is another, since the page thanks for what it says.
      { route: ROUTE, key: sha256(JSON.stringify([memberId, content.once, text, wantsReply])), requestHash: '' },
    );
    if (accepted.ok) {
      return { status: 200, page: pageHtml(frame, words.thanks, thanks(language, wantsReply, token)) };
    }
    const fault = FAULTS[accepted.refusal.code];
    if (fault === undefined) throw new Error(`what the form says was refused: ${accepted.refusal.code}`);
    const page = pageHtml(frame, words.title, suggestionForm(content, language, fault));
    return { status: fault === 'DAY_FULL' ? 429 : 400, page };
  };
