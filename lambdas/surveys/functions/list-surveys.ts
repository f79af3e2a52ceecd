import { createApiKeys } from '../../kernel/api-key-store.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { ok } from '../../kernel/result.ts';
import { latestSurveys } from '../survey.ts';
import { listSurveysRoute } from '../surveys-api.ts';
import { ofProgramme, surveys, table } from './connect-surveys.ts';

export const handler = routeFunction(listSurveysRoute, createApiKeys(table), async () => {
  const latest = latestSurveys(ofProgramme, await surveys.surveys());
  return ok({ surveys: latest.map(({ body, ...each }) => ({ ...each, isOn: body !== undefined, survey: body })) });
});
