import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../../lambdas/kernel/table/client.ts';

/** A command of the document client, as far as a test looks at it. */
export interface SentCommand {
  readonly constructor: { readonly name: string };
  readonly input: Readonly<Record<string, unknown>>;
}

/** A table whose client keeps the commands it is sent, and answers each as told. */
export function scriptedTable(answer: (command: SentCommand) => unknown) {
  const sent: SentCommand[] = [];
  const client = {
    async send(command: SentCommand) {
      sent.push(command);
      return answer(command);
    },
  };
  const table: Table = { client: client as unknown as DynamoDBDocumentClient, name: 'holdfast' };
  return { table, sent };
}
