import { requireEnv } from '../../kernel/env.ts';
import { page } from '../../kernel/http/page.ts';
import type { ApiResponse } from '../../kernel/http/problem.ts';
import type { ApiRequest } from '../../kernel/http/request.ts';
import { programme } from '../../kernel/programme.ts';
import { readSecret } from '../../kernel/secret.ts';
import { languageOf, pageHtml, readLink } from '../../outreach/index.ts';
import type { SurveyPorts } from '../show-survey.ts';
import type { SurveyPage } from '../survey-page.ts';
import { clock, invitations, surveys } from './connect-surveys.ts';

if (programme.outreach === undefined) throw new Error('the programme writes to nobody');
const { shop, language: fallback } = programme.outreach;

/** What pages of surveys are made with. */
export async function connectSurveyPages() {
  const linkKey = (await readSecret(requireEnv('SECRET_ARN')))('links');
  return {
    ...{ invitations, surveys, clock },
    readLink: (token) => readLink(token, 'survey', linkKey),
    frame: (language, title, body, style) => pageHtml({ language, shop: shop[language], style }, title, body),
  } satisfies SurveyPorts;
}

/** The link that was followed, and the language of the browser. */
export function readAskedSurvey({ pathParameters, headers }: ApiRequest) {
  const [preferred] = (headers['accept-language'] ?? '').split(/[,;]/);
  return { token: pathParameters?.['token'] ?? '', language: languageOf(preferred?.replace('*', ''), fallback) };
}

export const answerPage = ({ status, page: body }: SurveyPage): ApiResponse => page(status, body);
