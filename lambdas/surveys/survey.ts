import { possibleAnswers } from '../../programmes/survey-contradiction.ts';
import type { SurveyBody, SurveyQuestion } from '../../programmes/survey-schema.ts';
import { sha256 } from '../kernel/ids.ts';

/** Which survey somebody is asked by. Version 0 is the programme file's, which says something else after a deployment: its edition tells which. */
export interface SurveyRef {
  readonly surveyId: string;
  readonly version: number;
  readonly edition?: string | undefined;
}

/** A survey as it is defined now, or was when somebody was asked. */
export interface Survey extends SurveyRef {
  readonly body: SurveyBody;
}

/** What an operator defined over the programme's file; without a body it is switched off. */
export interface StoredSurvey extends SurveyRef {
  readonly body?: SurveyBody | undefined;
}

export type ProgrammeSurveys = Readonly<Record<string, SurveyBody>>;

/** The id of the survey that the win-back ladder leads to: the file has one at most. */
export const leaversOf = (programme: ProgrammeSurveys): string | undefined =>
  Object.entries(programme).find(([, { kind }]) => kind === 'leavers')?.[0];

/** The survey of the programme's file, if it has one of the id. */
export function fileSurvey(programme: ProgrammeSurveys, surveyId: string): Survey | undefined {
  const body = Object.hasOwn(programme, surveyId) ? programme[surveyId] : undefined;
  return body && { surveyId, version: 0, edition: editionOf(body), body };
}

const EDITION_CHARACTERS = 16;

/** The same words, the same edition. */
const editionOf = (body: SurveyBody): string => sha256(JSON.stringify(body)).slice(0, EDITION_CHARACTERS);

/** What was answered, by question: scores as texts, ids of options. Texts are no part of it. */
export type Answers = Readonly<Record<string, readonly string[]>>;

/** The latest of every survey, by id, those that are off among them. */
export function latestSurveys(programme: ProgrammeSurveys, stored: readonly StoredSurvey[]): readonly StoredSurvey[] {
  const latest = new Map<string, StoredSurvey>(
    Object.keys(programme).flatMap((surveyId) => {
      const survey = fileSurvey(programme, surveyId);
      return survey === undefined ? [] : [[surveyId, survey] as const];
    }),
  );
  for (const each of stored) {
    if (each.version >= (latest.get(each.surveyId)?.version ?? 0)) latest.set(each.surveyId, each);
  }
  return [...latest.values()].sort((a, b) => (a.surveyId < b.surveyId ? -1 : 1));
}

/** All that are on, by id. */
export const liveSurveys = (programme: ProgrammeSurveys, stored: readonly StoredSurvey[]): readonly Survey[] =>
  latestSurveys(programme, stored).flatMap(({ body, ...each }) => (body === undefined ? [] : [{ ...each, body }]));

/** Whether a question is asked of who gave these answers: the one that it hangs on is asked, too. */
export function isAsked(question: SurveyQuestion, answers: Answers): boolean {
  const { showIf } = question;
  return showIf === undefined || (answers[showIf.question] ?? []).some((answer) => showIf.answers.includes(answer));
}

/** Whether a question can be answered so. */
export const canAnswer = (question: SurveyQuestion, answer: string): boolean =>
  possibleAnswers(question).includes(answer);

/** What reports work out of the answers. */
export interface Measured {
  /** 0 to 10. */
  readonly nps?: number | undefined;
  /** 1 to 5. */
  readonly csat?: number | undefined;
  readonly reasons?: readonly string[] | undefined;
}

export function measure({ questions }: SurveyBody, answers: Answers): Measured {
  const answered = (measured: string): readonly string[] => {
    const found = questions.find((each) => each.kind !== 'text' && each.measures === measured);
    return found === undefined ? [] : (answers[found.id] ?? []);
  };
  const [nps] = answered('nps');
  const [csat] = answered('csat');
  const reasons = answered('reason');
  return {
    ...(nps === undefined ? {} : { nps: Number(nps) }),
    ...(csat === undefined ? {} : { csat: Number(csat) }),
    ...(reasons.length === 0 ? {} : { reasons }),
  };
}
