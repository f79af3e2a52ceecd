import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** A transaction needs the action of each of its parts; there is no action for the transaction itself. */
export type ItemAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem'
  | 'Query';

/**
 * Lets a function do these things with items of the table, and query these indexes. The table's own `grant` would add
 * every index to every action.
 */
export function allowTable(
  grantee: IGrantable,
  table: ITableV2,
  actions: readonly ItemAction[],
  queriedIndexes: readonly string[] = [],
): void {
  const statement = (names: readonly ItemAction[], resources: string[]) =>
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: names.map((name) => `dynamodb:${name}`), resources }),
    );
  statement(actions, [table.tableArn]);
  if (queriedIndexes.length > 0) {
    statement(
      ['Query'],
      queriedIndexes.map((index) => `${table.tableArn}/index/${index}`),
    );
  }
}
