import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from './client.ts';
import type { ItemKey } from './keys.ts';

/** An update of one item, to be written if a condition holds. */
export type Update = Omit<UpdateCommandInput, 'TableName'> & { readonly UpdateExpression: string };

/** Sets attributes and takes away those that are undefined, if a condition holds. */
export function updateOf(
  key: ItemKey,
  attributes: Readonly<Record<string, unknown>>,
  check: {
    readonly condition: string;
    readonly names: Readonly<Record<string, string>>;
    readonly values: Readonly<Record<string, unknown>>;
  },
): Update {
  const entries = Object.entries(attributes);
  const set = entries.filter(([, value]) => value !== undefined);
  const remove = entries.filter(([, value]) => value === undefined);
  const place = (name: string) => `#${name}_`;
  return {
    Key: { ...key },
    UpdateExpression: `SET ${set.map(([name]) => `${place(name)} = :${name}_`).join(', ')}${
      remove.length > 0 ? ` REMOVE ${remove.map(([name]) => place(name)).join(', ')}` : ''
    }`,
    ConditionExpression: check.condition,
    ExpressionAttributeNames: {
      ...Object.fromEntries(entries.map(([name]) => [place(name), name])),
      ...check.names,
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(set.map(([name, value]) => [`:${name}_`, value])),
      ...check.values,
    },
  };
}

/** @returns whether its condition held; if not, nothing is written */
export async function updateIf(table: Table, update: Update): Promise<boolean> {
  try {
    await table.client.send(new UpdateCommand({ TableName: table.name, ...update }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
