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
import { ServiceAlarm } from '../constructs/service-alarm.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { allowTable } from '../constructs/table-access.ts';
import type { ServiceStackProps } from './service-stack.ts';

/** Requests a second. A request carries up to 500 events: room for a large shop, and a limit to what a leaked key can cost. */
const THROTTLE = { rateLimit: 500, burstLimit: 1000 };

/** The HTTP API that takes the platform's events. */
export class IntakeStack extends Stack {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { table, bus, operations } = props;
    const timeout = Duration.seconds(10);
    const acceptEvents = new ServiceFunction(this, 'AcceptEvents', {
      ...operations,
      entry: 'intake/functions/accept-events.ts',
      environment: { TABLE_NAME: table.tableName, BUS_NAME: bus.eventBusName },
      timeout,
    });
    allowTable(acceptEvents, table, ['GetItem']);
    bus.grantPutEventsTo(acceptEvents);
    const refuseUnknownRoute = new ServiceFunction(this, 'RefuseUnknownRoute', {
      ...operations,
      entry: 'intake/functions/refuse-unknown-route.ts',
      timeout,
      memoryMb: 256,
    });

    this.api = this.#createApi(props);
    this.#route('/v1/track', HttpMethod.POST, acceptEvents);
    this.#route('/{proxy+}', HttpMethod.ANY, refuseUnknownRoute);
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

  #route(path: string, method: HttpMethod, handler: ServiceFunction): void {
    const integration = new HttpLambdaIntegration(`${handler.node.id}Integration`, handler);
    this.api.addRoutes({ path, methods: [method], integration });
  }
}

const cors = (allowedOrigins: readonly string[]): CorsPreflightOptions => ({
  allowOrigins: [...allowedOrigins],
  allowMethods: [CorsHttpMethod.POST],
  allowHeaders: ['authorization', 'content-type', 'content-encoding'],
  maxAge: Duration.days(1),
});
