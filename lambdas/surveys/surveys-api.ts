import * as z from 'zod/mini';
import { surveyBody, surveyId } from '../../programmes/survey-schema.ts';
import { apiRoute, nothing } from '../kernel/api-route.ts';
import { pageQuery } from '../kernel/paging.ts';

const GROUP = 'Surveys';
const parameters = z.object({ surveyId });
const defined = z.object({ surveyId: z.string(), version: z.int() });
const SURVEY_CHANGED = { status: 409, title: 'somebody else changed the survey at the same time' } as const;

export const listSurveysRoute = apiRoute({
  method: 'GET',
  path: '/v1/surveys',
  group: GROUP,
  summary: 'Every survey, as it is defined now',
  scope: 'read',
  parameters: nothing,
  query: nothing,
  status: 200,
  answer: z.object({
    surveys: z.array(
      z.object({
        surveyId: z.string(),
        /** 0 is the programme's file. */
        version: z.int(),
        isOn: z.boolean(),
        survey: z.optional(surveyBody),
      }),
    ),
  }),
  refusals: {},
});

export const defineSurveyRoute = apiRoute({
  method: 'POST',
  path: '/v1/surveys/{surveyId}',
  group: GROUP,
  summary: 'Defines a survey, or a new version of it',
  description:
    "Goes before the programme file's survey of the same id from the next asking on; who was asked before answers the questions of then. " +
    'The survey of members who left is changed under the id that the programme file gives it. Defined as it is already, it stays the version that it is.',
  scope: 'write',
  parameters,
  query: nothing,
  body: surveyBody,
  status: 200,
  answer: defined,
  refusals: {
    SURVEY_INVALID: { status: 422, title: 'the survey does not hold together' },
    SURVEY_CHANGED,
  },
});

export const switchOffSurveyRoute = apiRoute({
  method: 'DELETE',
  path: '/v1/surveys/{surveyId}',
  group: GROUP,
  summary: 'Switches a survey off',
  description:
    'Nobody is asked or reminded any more, also of a run that has begun; who was asked can answer until it closes. Defining it again switches it on.',
  scope: 'write',
  parameters,
  query: nothing,
  status: 200,
  answer: defined,
  refusals: {
    SURVEY_UNKNOWN: { status: 404, title: 'there is no such survey, or it is switched off' },
    SURVEY_OF_THE_LADDER: {
      status: 409,
      title: 'the win-back ladder leads to this survey: switch off the message that asks, or change the survey',
    },
    SURVEY_CHANGED,
  },
});

/** Rows of a table: with texts of full length an answer still holds them. */
export const EXPORTED_MAX = 500;

export const listTextsRoute = apiRoute({
  method: 'GET',
  path: '/v1/surveys/{surveyId}/texts',
  group: GROUP,
  summary: 'What was written in a survey in a month, without who wrote it',
  description:
    'Texts are kept apart from members, with the month as their only time, and come in no order. People may have written names or addresses into them. ' +
    'A table has up to 500; where there are more its `link` header leads on (rel="next").',
  scope: 'admin',
  parameters,
  query: z.object({
    /** In the programme's zone. */
    month: z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-11')),
    ...pageQuery,
    format: z._default(z.enum(['json', 'csv']), 'json'),
  }),
  status: 200,
  hasCsv: true,
  answer: z.object({
    surveyId: z.string(),
    month: z.string(),
    texts: z.array(z.object({ question: z.string(), text: z.string() })),
    cursor: z.optional(z.string()),
  }),
  refusals: { CURSOR_UNKNOWN: { status: 422, title: 'the cursor is not one of this list' } },
});

export const surveyRoutes = [listSurveysRoute, defineSurveyRoute, switchOffSurveyRoute, listTextsRoute];
