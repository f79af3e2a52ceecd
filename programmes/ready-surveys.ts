import type * as z from 'zod/mini';
import { type SurveyBody, type SurveyList, surveyBody } from './survey-schema.ts';
import leavers from './surveys/leavers.json' with { type: 'json' };
import quarterlySatisfaction from './surveys/quarterly-satisfaction.json' with { type: 'json' };

/** Surveys that every programme can switch on by their id. */
export const READY_SURVEYS = {
  'quarterly-satisfaction': quarterlySatisfaction,
  leavers,
} as Readonly<Record<string, z.input<typeof surveyBody>>>;

/** A survey as a programme's list names it; undefined where there is no ready one of the id. */
export const namedSurvey = (each: SurveyList[number]): SurveyBody | undefined => {
  if (typeof each !== 'string') return each.survey;
  return Object.hasOwn(READY_SURVEYS, each) ? surveyBody.parse(READY_SURVEYS[each]) : undefined;
};

export const idOfSurvey = (each: SurveyList[number]): string => (typeof each === 'string' ? each : each.id);

/** The surveys of a programme's file by their ids. */
export const programmeSurveys = ({ surveys }: { readonly surveys: SurveyList }): Readonly<Record<string, SurveyBody>> =>
  Object.fromEntries(
    surveys.map((each) => {
      const body = namedSurvey(each);
      if (body === undefined) throw new Error(`there is no ready survey ${idOfSurvey(each)}`);
      return [idOfSurvey(each), body];
    }),
  );

/** The id of the survey of members who left: a programme has one at most. */
export const leaversSurvey = (programme: { readonly surveys: SurveyList }): string | undefined =>
  Object.entries(programmeSurveys(programme)).find(([, { kind }]) => kind === 'leavers')?.[0];
