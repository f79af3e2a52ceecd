import { createApiKeys } from '../../kernel/api-key-store.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { createSwitchOffSurvey } from '../define-survey.ts';
import { switchOffSurveyRoute } from '../surveys-api.ts';
import { clock, ofProgramme, surveys, table } from './connect-surveys.ts';

const switchOffSurvey = createSwitchOffSurvey({ surveys, clock }, ofProgramme);

export const handler = routeFunction(switchOffSurveyRoute, createApiKeys(table), ({ parameters, apiKey }) =>
  switchOffSurvey(parameters.surveyId, apiKey.keyId),
);
