import { createApiKeys } from '../../kernel/api-key-store.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { createDefineSurvey } from '../define-survey.ts';
import { defineSurveyRoute } from '../surveys-api.ts';
import { clock, names, surveys, table } from './connect-surveys.ts';

const defineSurvey = createDefineSurvey({ surveys, clock }, names);

export const handler = routeFunction(defineSurveyRoute, createApiKeys(table), ({ parameters, body, apiKey }) =>
  defineSurvey(parameters.surveyId, body, apiKey.keyId),
);
