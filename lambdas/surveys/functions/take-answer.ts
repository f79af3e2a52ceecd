import { apiFunction } from '../../kernel/http/api-function.ts';
import { bodyText } from '../../kernel/http/body.ts';
import { createTakeAnswer } from '../take-answer.ts';
import { answerPage, connectSurveyPages, readAskedSurvey } from './connect-survey-pages.ts';
import { invitations, timeZone } from './connect-surveys.ts';

const takeAnswer = createTakeAnswer({ ...(await connectSurveyPages()), invitations }, timeZone);

export const handler = apiFunction([], async (request) => {
  const { token, language } = readAskedSurvey(request);
  return answerPage(await takeAnswer(token, bodyText(request), language));
});
