import { type Content, html } from '../kernel/markup.ts';
import { FORM_WORDS, type FormFault } from './form-words.ts';
import { type Language, TEXT_CHARACTERS_MAX } from './suggestion.ts';

/** What a member has written so far. */
export interface FormContent {
  readonly text: string;
  readonly wantsReply: boolean;
  /** Tells one form from another: sent twice, it is one suggestion. */
  readonly once: string;
}

const ONCE = /^[a-z0-9]{16,64}$/;
/** A form posts each of its few names once. */
const FORM_FIELDS_MAX = 10;

/** The form, for the first time or with what was wrong of it. It sends to its own address, and needs no script. */
export function suggestionForm(
  { text, wantsReply, once }: FormContent,
  language: Language,
  fault?: FormFault,
): Content {
  const words = FORM_WORDS[language];
  const isAboutText = fault !== undefined && fault !== 'DAY_FULL';
  return html`${fault === undefined ? '' : html`<p class="fault" id="fault" role="alert">${words.faults[fault]}</p>`}
<form method="post">
<input type="hidden" name="once" value="${once}">
<label class="above" for="text">${words.text}</label>
<textarea id="text" name="text" required maxlength="${TEXT_CHARACTERS_MAX}" rows="7" aria-describedby="${
    isAboutText ? 'fault hint' : 'hint'
  }"${isAboutText ? html` aria-invalid="true"` : ''}>
${text}</textarea>
<p class="soft" id="hint">${words.textHint}</p>
<label><input type="checkbox" name="reply" value="1"${wantsReply ? html` checked` : ''}><span>${words.reply}<small>${
    words.replyHint
  }</small></span></label>
<button type="submit">${words.send}</button>
</form>`;
}

/** What a form says; without a mark of its own it is given `once`. */
export function readSuggestionForm(form: string, once: string): FormContent {
  const fields = new Map([...new URLSearchParams(form)].slice(0, FORM_FIELDS_MAX));
  const mark = fields.get('once') ?? '';
  return {
    text: fields.get('text') ?? '',
    wantsReply: fields.get('reply') === '1',
    once: ONCE.test(mark) ? mark : once,
  };
}

/** What is said when a suggestion was kept. `url` leads back to the form. */
export function thanks(language: Language, wantsReply: boolean, url: string): Content {
  const words = FORM_WORDS[language];
  return html`<p>${words.thanksHint}</p>
${wantsReply ? html`<p>${words.replyHint}</p>` : ''}
<p><a href="${url}">${words.another}</a></p>`;
}
