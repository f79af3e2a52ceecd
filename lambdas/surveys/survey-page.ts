import { SCALES, type SurveyBody, type SurveyQuestion } from '../../programmes/survey-schema.ts';
import { type Content, html } from '../kernel/markup.ts';
import { type Filled, fieldOf, TEXT_CHARACTERS_MAX } from './answer-form.ts';
import { type Language, SURVEY_WORDS } from './survey-words.ts';

/** A page as it is answered. */
export interface SurveyPage {
  readonly status: 200 | 400 | 410;
  readonly page: string;
}

/** Puts a page into the shop's frame. */
export type FramePage = (language: Language, title: string, body: Content, style: string) => string;

const STYLE = `
fieldset,.question{margin:0 0 26px;padding:0;border:0;min-width:0}
legend,div.question>label{display:block;padding:0;border:0;font-weight:600;margin:0 0 8px;cursor:auto}
legend small,div.question>label small{display:inline;font-weight:400;color:#626875;font-size:14px}
.scale{display:grid;grid-template-columns:repeat(auto-fill,minmax(39px,1fr));gap:4px}
.scale label{position:relative;display:block;padding:0;border:0}
.scale input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.scale span{display:block;padding:9px 0;text-align:center;border:1px solid #767c89;border-radius:8px}
.scale input:checked+span{background:#0b6b57;border-color:#0b6b57;color:#fff;font-weight:600}
.scale input:focus-visible+span{outline:3px solid #0b6b57;outline-offset:2px}
.ends{display:flex;justify-content:space-between;color:#626875;font-size:14px;margin:4px 0 0}
fieldset label:last-of-type{border:0}
input[type=radio]{width:20px;height:20px;margin:3px 0 0;flex:none;accent-color:#0b6b57}
textarea{width:100%;min-height:96px;font:inherit;padding:10px;border:1px solid #767c89;border-radius:8px}
textarea:focus-visible{outline:3px solid #7cc5b3;outline-offset:2px}
.missing{border-left:4px solid #a32020;padding-left:12px}
.alert{color:#a32020;font-weight:600}
`;

/** The form of a survey, with what was chosen or filled in so far. Nothing is sent before its button is pressed. */
export function formPage(
  body: SurveyBody,
  filled: Filled,
  missing: readonly string[],
  language: Language,
  frame: FramePage,
): SurveyPage {
  const words = SURVEY_WORDS[language];
  const form = html`${body.introduction && html`<p>${body.introduction[language]}</p>`}
${missing.length > 0 ? html`<p class="alert" role="alert">${words.missing}</p>` : ''}
<form method="post" action="?">
${body.questions.map((question) => questionHtml(question, filled, missing.includes(question.id), language))}
${body.points > 0 ? html`<p>${words.points(body.points)}</p>` : ''}
<p class="soft">${words.privacy}</p>
<button type="submit">${words.send}</button>
</form>`;
  const style = STYLE + body.questions.map(conditionStyle).join('');
  return { status: missing.length > 0 ? 400 : 200, page: frame(language, body.name[language], form, style) };
}

function questionHtml(question: SurveyQuestion, filled: Filled, isMissing: boolean, language: Language): Content {
  const words = SURVEY_WORDS[language];
  const { id, text, required, kind } = question;
  const note = kind === 'choices' ? ` ${words.several}` : '';
  const title = html`${text[language]} <small>(${required ? words.required : words.optional})${note}</small>`;
  const name = fieldOf(id);
  const mark = isMissing ? ' missing' : '';
  if (kind === 'text') {
    return html`<div class="question${mark}" id="f-${id}"><label for="${name}">${title}</label>
<textarea id="${name}" name="${name}" maxlength="${TEXT_CHARACTERS_MAX}"${mustBeGiven(question)}>${filled.texts[id]}</textarea></div>
`;
  }
  const chosen = filled.answers[id] ?? [];
  const input = (value: string, label: Content) =>
    html`<label><input type="${kind === 'choices' ? 'checkbox' : 'radio'}" name="${name}" value="${value}" id="${inputId(id, value)}"${
      chosen.includes(value) ? html` checked` : ''
    }${kind === 'choices' ? '' : mustBeGiven(question)}><span>${label}</span></label>
`;
  const inputs =
    kind === 'score'
      ? scaleHtml(question, input, language)
      : question.options.map((each) => input(each.id, each.text[language]));
  return html`<fieldset class="question${mark}" id="f-${id}"><legend>${title}</legend>
${inputs}</fieldset>
`;
}

function scaleHtml(
  { scale, low, high }: SurveyQuestion & { readonly kind: 'score' },
  input: (value: string, label: Content) => Content,
  language: Language,
): Content {
  const { from, to } = SCALES[scale];
  const scores = Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
  const ends =
    low === undefined && high === undefined
      ? ''
      : html`<p class="ends"><span>${from}: ${low?.[language]}</span><span>${to}: ${high?.[language]}</span></p>`;
  return html`<div class="scale">${scores.map((score) => input(score, score))}</div>${ends}`;
}

/** A browser refuses to send a form with an empty field that it does not show: of those the function sees to it. */
const mustBeGiven = ({ required, showIf }: SurveyQuestion): Content =>
  required && showIf === undefined ? html` required` : '';

const inputId = (questionId: string, value: string): string => `${fieldOf(questionId)}-${value}`;

/** Hides a question until it is asked, without a script; a browser that can not tell shows it, and what it says is left out. */
function conditionStyle({ id, showIf }: SurveyQuestion): string {
  if (showIf === undefined) return '';
  const given = showIf.answers.map((answer) => `#${inputId(showIf.question, answer)}:checked`).join(',');
  return `@supports selector(:has(a)){form:not(:has(${given})) #f-${id}{display:none}}\n`;
}

/** A page that says how things stand. */
export function statePage(
  state: 'thanks' | 'answered' | 'closed' | 'invalid',
  language: Language,
  frame: FramePage,
  points = 0,
): SurveyPage {
  const words = SURVEY_WORDS[language];
  const more = state === 'thanks' && points > 0 ? html`<p>${words.thanksPoints(points)}</p>` : '';
  const status = { thanks: 200, answered: 200, closed: 410, invalid: 400 } as const;
  const body = html`<p>${words[`${state}Hint`]}</p>${more}`;
  return { status: status[state], page: frame(language, words[state], body, '') };
}
