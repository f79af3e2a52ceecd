import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { KEY, type RouteSpec, route } from './api-routes.ts';

const { GET, POST, DELETE } = HttpMethod;
const SURVEY = '/v1/surveys/{surveyId}';

/** Where links to surveys lead; a token follows that says the rest. */
export const SURVEY_PATH = '/survey/{token}';

/** Routes about surveys; those of a programme that writes to nobody are not there. */
export const SURVEY_ROUTES: readonly RouteSpec[] = [
  route('ListSurveys', GET, '/v1/surveys', 'surveys/functions/list-surveys.ts', [...KEY, 'Query']),
  route('DefineSurvey', POST, SURVEY, 'surveys/functions/define-survey.ts', [...KEY, 'Query', 'PutItem']),
  route('SwitchOffSurvey', DELETE, SURVEY, 'surveys/functions/switch-off-survey.ts', [...KEY, 'Query', 'PutItem']),
  route('ListSurveyTexts', GET, `${SURVEY}/texts`, 'surveys/functions/list-texts.ts', [...KEY, 'Query']),
];
