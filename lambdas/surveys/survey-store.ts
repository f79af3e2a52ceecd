import * as z from 'zod/mini';
import { surveyBody } from '../../programmes/survey-schema.ts';
import type { Table } from '../kernel/table/client.ts';
import { getItem, putNewItem, queryItems, queryPage } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import { fileSurvey, type ProgrammeSurveys, type StoredSurvey, type Survey, type SurveyRef } from './survey.ts';

/** Surveys as operators defined them; a change is a new version, and the earlier stay for who was asked by them. */
export interface SurveyStore {
  /** Every version of every survey. */
  surveys(): Promise<readonly StoredSurvey[]>;
  /** The latest version of one, switched off or not: an operator's, else the programme file's. */
  latest(surveyId: string): Promise<StoredSurvey | undefined>;
  /** One version; undefined where it is not there, or this release does not understand it. */
  survey(ref: SurveyRef): Promise<Survey | undefined>;
  /** Keeps what the programme's file says now for who is asked by it. */
  keep(survey: Survey): Promise<void>;
  /** Adds a version unless somebody else did meanwhile. */
  add(survey: StoredSurvey, by: { readonly keyId: string; readonly at: string }): Promise<'WRITTEN' | 'EXISTS'>;
}

const PAGE_SIZE = 200;

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
    return (await queryItems(table, query, surveyItem)).map(readSurvey);
  },

  async latest(surveyId) {
    const { PK, SK } = keys.surveyDefinition(surveyId, 0);
    const { items } = await queryPage(
      table,
      {
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :survey)',
        ExpressionAttributeValues: { ':pk': PK, ':survey': SK.slice(0, SK.lastIndexOf('#') + 1) },
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: 1,
      },
      surveyItem,
    );
    const [latest] = items.map(readSurvey);
    return latest ?? fileSurvey(programme, surveyId);
  },

  async survey({ surveyId, version, edition }) {
    const ofFile = version === 0 ? fileSurvey(programme, surveyId) : undefined;
    if (version === 0 && (edition === undefined || ofFile?.edition === edition)) return ofFile;
    const key =
      edition === undefined ? keys.surveyDefinition(surveyId, version) : keys.surveyEdition(surveyId, edition);
    const item = await getItem(table, key, surveyItem);
    const { body } = item === undefined ? {} : readSurvey(item);
    return body && { surveyId, version, edition, body };
  },

  async keep(survey) {
    if (survey.edition === undefined) return;
    const key = keys.surveyEdition(survey.surveyId, survey.edition);
    await putNewItem(table, { ...key, entityType: 'SurveyEdition', ...survey });
  },

  add: (survey, by) =>
    putNewItem(table, {
      ...keys.surveyDefinition(survey.surveyId, survey.version),
      entityType: 'SurveyDefinition',
      ...survey,
      ...by,
    }),
});
