import { apiFunction } from '../../kernel/http/api-function.ts';
import { createShowSurvey } from '../show-survey.ts';
import { answerPage, connectSurveyPages, readAskedSurvey } from './connect-survey-pages.ts';
import { timeZone } from './connect-surveys.ts';

const showSurvey = createShowSurvey(await connectSurveyPages(), timeZone);

export const handler = apiFunction([], async (request) => {
  const { token, language } = readAskedSurvey(request);
  const { q: question, a: answer } = request.queryStringParameters ?? {};
  return answerPage(await showSurvey(token, { question, answer }, language));
});
