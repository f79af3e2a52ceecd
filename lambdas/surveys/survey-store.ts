import * as z from 'zod/mini';
import { surveyBody } from '../../programmes/survey-schema.ts';
import type { Table } from '../kernel/table/client.ts';
import { type Cursor, getItem, putNewItem, queryPage } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import type { ProgrammeSurveys, StoredSurvey, Survey } from './survey.ts';

/** Surveys as operators defined them; a change is a new version, and the earlier stay for who was asked by them. */
export interface SurveyStore {
  /** Every version of every survey. */
  surveys(): Promise<readonly StoredSurvey[]>;
  /** One version; undefined where it is not there, or this release does not understand it. */
  survey(surveyId: string, version: number): Promise<Survey | undefined>;
  /** Adds a version unless somebody else did meanwhile. */
  add(survey: StoredSurvey, by: { readonly keyId: string; readonly at: string }): Promise<'WRITTEN' | 'EXISTS'>;
}

const PAGE_SIZE = 200;
const SURVEYS_MAX = 2_000;

const surveyItem = z.object({ surveyId: z.string(), version: z.int(), body: z.optional(z.unknown()) });

/** One that this release does not understand is as one that was switched off. */
function readSurvey({ body, ...survey }: z.infer<typeof surveyItem>): StoredSurvey {
  const read = surveyBody.safeParse(body);
  return read.success ? { ...survey, body: read.data } : survey;
}

export const createSurveyStore = (table: Table, programme: ProgrammeSurveys): SurveyStore => ({
  async surveys() {
    const query = {
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': keys.surveyDefinition('', 0).PK },
      ConsistentRead: true,
      Limit: PAGE_SIZE,
    };
    const found: StoredSurvey[] = [];
    let cursor: Cursor | undefined;
    do {
      const page = await queryPage(table, query, surveyItem, cursor);
      found.push(...page.items.map(readSurvey));
      cursor = page.cursor;
    } while (cursor !== undefined && found.length < SURVEYS_MAX);
    return found;
  },

  async survey(surveyId, version) {
    if (version === 0) {
      const body = Object.hasOwn(programme, surveyId) ? programme[surveyId] : undefined;
      return body && { surveyId, version, body };
    }
    const item = await getItem(table, keys.surveyDefinition(surveyId, version), surveyItem);
    const { body } = item === undefined ? {} : readSurvey(item);
    return body && { surveyId, version, body };
  },

  add: (survey, by) =>
    putNewItem(table, {
      ...keys.surveyDefinition(survey.surveyId, survey.version),
      entityType: 'SurveyDefinition',
      ...survey,
      ...by,
    }),
});
