import type { SurveyBody, SurveyQuestion } from '../../programmes/survey-schema.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { cleanText } from '../kernel/text.ts';
import { type Answers, canAnswer, isAsked } from './survey.ts';

/** What was sent with a form, as far as it can be an answer. */
export interface Filled {
  readonly answers: Answers;
  /** By question. */
  readonly texts: Readonly<Record<string, string>>;
}

export type FormRefusal =
  /** An answer that the question does not have: no form of ours sends it. */
  | { readonly code: 'ANSWER_INVALID'; readonly question: string }
  /** The page is shown again, with what was filled in. */
  | { readonly code: 'ANSWER_MISSING'; readonly questions: readonly string[]; readonly filled: Filled };

/** A form posts a name once for each box; longer ones are none of ours. */
const FORM_FIELDS_MAX = 400;
export const TEXT_CHARACTERS_MAX = 2_000;

const EMPTY: Filled = { answers: {}, texts: {} };

/** Fields are named so, which sets them apart from names that objects have. */
export const fieldOf = (questionId: string): string => `q-${questionId}`;

/** Reads what a form sent, question by question; what was not asked is left out. */
export function readForm(form: string, { questions }: SurveyBody): Result<Filled, FormRefusal> {
  const fields = [...new URLSearchParams(form)].slice(0, FORM_FIELDS_MAX);
  let filled = EMPTY;
  const missing: string[] = [];
  for (const question of questions) {
    if (!isAsked(question, filled.answers)) continue;
    const { id } = question;
    const given = fields.flatMap(([name, value]) => (name === fieldOf(id) && value.trim() !== '' ? [value] : []));
    const read = readAnswer(question, given);
    if (read === undefined) return refuse({ code: 'ANSWER_INVALID', question: id });
    filled = { answers: { ...filled.answers, ...read.answers }, texts: { ...filled.texts, ...read.texts } };
    if (question.required && given.length === 0) missing.push(id);
  }
  return missing.length === 0 ? ok(filled) : refuse({ code: 'ANSWER_MISSING', questions: missing, filled });
}

/** The answer that a link has chosen; undefined where a score is none of the question's. */
export function readChosen(
  question: string | undefined,
  answer: string | undefined,
  { questions }: SurveyBody,
): Answers | undefined {
  const found = questions.find(({ id }) => id === question);
  if (found === undefined || answer === undefined)
    return question === undefined && answer === undefined ? {} : undefined;
  return canAnswer(found, answer) ? { [found.id]: [answer] } : undefined;
}

function readAnswer(question: SurveyQuestion, given: readonly string[]): Filled | undefined {
  const { id, kind } = question;
  if (given.length === 0) return EMPTY;
  if (kind === 'text') {
    const text = textOf(given.join('\n'));
    return text === '' ? EMPTY : { answers: {}, texts: { [id]: text } };
  }
  const answers = [...new Set(given)];
  if (!answers.every((answer) => canAnswer(question, answer))) return undefined;
  return kind !== 'choices' && answers.length > 1 ? undefined : { answers: { [id]: answers }, texts: {} };
}

/** Cut between characters: half of one would be another text. */
function textOf(given: string): string {
  const text = cleanText(given.toWellFormed().replaceAll('\r\n', '\n')).trim();
  return [...text].slice(0, TEXT_CHARACTERS_MAX).join('');
}
