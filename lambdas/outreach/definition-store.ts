import * as z from 'zod/mini';
import { messageBody } from '../../programmes/message-schema.ts';
import type { Table } from '../kernel/table/client.ts';
import { putNewItem, queryItems } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import type { StoredDefinition } from './message-catalogue.ts';

/** Messages as operators defined them; a change is a new version, and the earlier stay. */
export interface DefinitionStore {
  /** Every version of every message. */
  definitions(): Promise<readonly StoredDefinition[]>;
  /** Adds a version unless somebody else did meanwhile. */
  add(definition: StoredDefinition, by: { readonly keyId: string; readonly at: string }): Promise<'WRITTEN' | 'EXISTS'>;
}

const PAGE_SIZE = 500;
const DEFINITIONS_MAX = 5_000;

const definitionItem = z.object({ messageId: z.string(), version: z.int(), body: z.optional(z.unknown()) });

/** One that this release does not understand is as one that was switched off: the others still go. */
function readDefinition({ body, ...definition }: z.infer<typeof definitionItem>): StoredDefinition {
  const read = messageBody.safeParse(body);
  return read.success ? { ...definition, body: read.data } : definition;
}

export const createDefinitionStore = (table: Table): DefinitionStore => ({
  async definitions() {
    const query = {
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': keys.messageDefinition('', 0).PK },
      ConsistentRead: true,
      Limit: PAGE_SIZE,
    };
    return (await queryItems(table, query, definitionItem, DEFINITIONS_MAX)).map(readDefinition);
  },

  add: (definition, by) =>
    putNewItem(table, {
      ...keys.messageDefinition(definition.messageId, definition.version),
      entityType: 'MessageDefinition',
      ...definition,
      ...by,
    }),
});
