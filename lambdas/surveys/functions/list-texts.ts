import { createApiKeys } from '../../kernel/api-key-store.ts';
import { writeCsv } from '../../kernel/csv.ts';
import { csv, json } from '../../kernel/http/problem.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { createListTexts } from '../list-texts.ts';
import { EXPORTED_MAX, listTextsRoute } from '../surveys-api.ts';
import { createTextStore } from '../text-store.ts';
import { table } from './connect-surveys.ts';

const listTexts = createListTexts(createTextStore(table));

export const handler = routeFunction(
  listTextsRoute,
  createApiKeys(table),
  ({ parameters, query }) =>
    listTexts({ ...parameters, ...query, limit: query.format === 'csv' ? EXPORTED_MAX : query.limit }),
  (answer, { parameters, query }) => {
    if (query.format === 'json') return json(200, answer);
    const { cursor, month, texts } = answer;
    const file = csv(
      'survey-texts',
      writeCsv(
        ['question', 'text'],
        texts.map(({ question, text }) => [question, text]),
      ),
    );
    if (cursor === undefined) return file;
    const next = new URLSearchParams({ month, format: 'csv', cursor });
    const link = `</v1/surveys/${parameters.surveyId}/texts?${next}>; rel="next"`;
    return { ...file, headers: { ...file.headers, link } };
  },
);
