import { Duration } from 'aws-cdk-lib';
import { type HttpApi, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { RouteSpec } from '../api-routes.ts';
import type { StageSettings } from '../config.ts';
import type { OperationsProps } from './operations.ts';
import { ServiceFunction } from './service-function.ts';
import { allowTable } from './table-access.ts';

/** What the gateway waits for at most is 30 seconds; whoever asks has given up before. */
export const ROUTE_TIMEOUT = Duration.seconds(10);

export interface RouteFunctionProps {
  readonly spec: RouteSpec;
  readonly api: HttpApi;
  readonly table: ITableV2;
  readonly settings: StageSettings;
  readonly operations: OperationsProps;
  /**
   * Variables beside those of the table.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A route with its function, in the stack that it is made in: the API does not have to know it. */
export class RouteFunction extends Construct {
  readonly function: ServiceFunction;

  constructor(scope: Construct, id: string, { spec, api, table, settings, operations, ...props }: RouteFunctionProps) {
    super(scope, id);
    const { entry, actions, queriedIndexes, method, path } = spec;
    const tableEnvironment = {
      TABLE_NAME: table.tableName,
      DUE_SHARD_COUNT: String(settings.dueShardCount),
      COUNTER_SHARD_COUNT: String(settings.counterShardCount),
    };
    this.function = new ServiceFunction(this, 'Function', {
      ...operations,
      entry,
      environment: { ...(actions.length > 0 ? tableEnvironment : {}), ...props.environment },
      timeout: ROUTE_TIMEOUT,
      memoryMb: 256,
    });
    if (actions.length > 0) allowTable(this.function, table, actions, queriedIndexes);
    new HttpRoute(this, 'Route', {
      httpApi: api,
      routeKey: HttpRouteKey.with(path, method),
      integration: new HttpLambdaIntegration('Integration', this.function),
    });
  }
}
