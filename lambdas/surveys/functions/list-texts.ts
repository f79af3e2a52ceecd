import { createApiKeys } from '../../kernel/api-key-store.ts';
import { writeCsv } from '../../kernel/csv.ts';
import { csv, json } from '../../kernel/http/problem.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { createListTexts } from '../list-texts.ts';
import { listTextsRoute } from '../surveys-api.ts';
import { createTextStore } from '../text-store.ts';
import { table } from './connect-surveys.ts';

const listTexts = createListTexts(createTextStore(table));

export const handler = routeFunction(
  listTextsRoute,
  createApiKeys(table),
  ({ parameters, query }) => listTexts({ ...parameters, ...query }),
  (answer, { query }) =>
    query.format === 'csv'
      ? csv(
          'survey-texts',
          writeCsv(
            ['question', 'text'],
            answer.texts.map(({ question, text }) => [question, text]),
          ),
        )
      : json(200, answer),
);
