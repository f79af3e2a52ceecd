import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import {
  CorsHttpMethod,
  type CorsPreflightOptions,
  HttpApi,
  HttpMethod,
  HttpStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import { EVENT_PATHS, OPERATOR_ROUTES, PUBLIC_ROUTES } from '../api-routes.ts';
import { ROUTE_TIMEOUT, RouteFunction } from '../constructs/route-function.ts';
import { ServiceAlarm } from '../constructs/service-alarm.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { allowTable } from '../constructs/table-access.ts';
import type { ServiceStackProps } from './service-stack.ts';

/** Requests a second. A request carries up to 500 events: room for a large shop, and a limit to what a leaked key can cost. */
const THROTTLE = { rateLimit: 500, burstLimit: 1000 };

/** The HTTP API: it takes the platform's events, and answers people and tools. */
export class IntakeStack extends Stack {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    this.api = this.#createApi(props);
    this.#acceptEvents(props);
    for (const spec of [...OPERATOR_ROUTES, ...PUBLIC_ROUTES]) {
      new RouteFunction(this, spec.id, { ...props, spec, api: this.api });
    }
    this.#refuseUnknownRoutes(props);
  }

  #acceptEvents({ table, bus, settings, operations }: ServiceStackProps): void {
    const acceptEvents = new ServiceFunction(this, 'AcceptEvents', {
      ...operations,
      entry: 'intake/functions/accept-events.ts',
      environment: {
        TABLE_NAME: table.tableName,
        BUS_NAME: bus.eventBusName,
        DUE_SHARD_COUNT: String(settings.dueShardCount),
      },
      timeout: ROUTE_TIMEOUT,
    });
    allowTable(acceptEvents, table, ['GetItem', 'PutItem']);
    bus.grantPutEventsTo(acceptEvents);
    const integration = new HttpLambdaIntegration('AcceptEventsIntegration', acceptEvents);
    for (const path of EVENT_PATHS) this.api.addRoutes({ path, methods: [HttpMethod.POST], integration });
  }

  #refuseUnknownRoutes({ operations }: ServiceStackProps): void {
    const handler = new ServiceFunction(this, 'RefuseUnknownRoute', {
      ...operations,
      entry: 'intake/functions/refuse-unknown-route.ts',
      timeout: ROUTE_TIMEOUT,
      memoryMb: 256,
    });
    const integration = new HttpLambdaIntegration('RefuseUnknownRouteIntegration', handler);
    this.api.addRoutes({ path: '/{proxy+}', methods: [HttpMethod.ANY], integration });
  }

  #createApi({ settings, operations }: ServiceStackProps): HttpApi {
    const { allowedOrigins } = settings;
    const api = new HttpApi(this, 'Api', {
      apiName: this.stackName,
      createDefaultStage: false,
      ...(allowedOrigins.length > 0 ? { corsPreflight: cors(allowedOrigins) } : {}),
    });
    new HttpStage(this, 'Stage', { httpApi: api, autoDeploy: true, throttle: THROTTLE });
    new ServiceAlarm(this, 'ServerErrors', {
      metric: api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      description: 'The API answers with 5xx. Clients try again, but for a limited time.',
      threshold: 1,
      evaluationPeriods: 3,
      alarmTopic: operations.alarmTopic,
    });
    new CfnOutput(this, 'ApiEndpoint', { value: api.apiEndpoint });
    return api;
  }
}

/** What the clients of Segment and RudderStack send from a page. */
const cors = (allowedOrigins: readonly string[]): CorsPreflightOptions => ({
  allowOrigins: [...allowedOrigins],
  allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST],
  allowHeaders: ['authorization', 'content-type', 'content-encoding', 'x-retry-count', 'anonymousid'],
  maxAge: Duration.days(1),
});
