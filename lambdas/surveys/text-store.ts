import * as z from 'zod/mini';
import type { Table } from '../kernel/table/client.ts';
import { queryPage } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';

/** What was written in surveys. Nobody can tell by whom. */
export interface TextStore {
  /** A page of a month (yyyy-mm), in no order that tells of anything, after an id. */
  texts(
    surveyId: string,
    month: string,
    limit: number,
    after?: string,
  ): Promise<{ readonly texts: readonly KeptText[]; readonly next: string | undefined }>;
}

export interface KeptText {
  readonly question: string;
  readonly text: string;
}

const textItem = z.object({ SK: z.string(), question: z.string(), text: z.string() });

export const createTextStore = (table: Table): TextStore => ({
  async texts(surveyId, month, limit, after) {
    const { PK } = keys.surveyText(surveyId, month, '');
    const cursor = after === undefined ? undefined : { ...keys.surveyText(surveyId, month, after) };
    const query = {
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': PK },
      Limit: limit,
    };
    const page = await queryPage(table, query, textItem, cursor);
    return {
      texts: page.items.map(({ question, text }) => ({ question, text })),
      next: page.cursor === undefined ? undefined : page.items.at(-1)?.SK,
    };
  },
});
