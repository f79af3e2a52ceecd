import { Duration } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { EventConsumer } from '../constructs/event-consumer.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { ROUTE_TIMEOUT, RouteFunction } from '../constructs/route-function.ts';
import { ScheduledJob } from '../constructs/scheduled-job.ts';
import { allowSecret } from '../constructs/secret-access.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { allowTable, type ItemAction } from '../constructs/table-access.ts';
import { DOMAIN_EVENT_SOURCE } from '../events.ts';
import { SURVEY_PATH, SURVEY_ROUTES } from '../survey-routes.ts';
import type { ServiceStackProps } from './service-stack.ts';

export interface OutreachSurveysProps extends ServiceStackProps {
  readonly api: HttpApi;
  readonly secret: ISecret;
}

/** Asking members: surveys and their pages, and what follows from an answer. */
export class OutreachSurveys extends Construct {
  readonly #props: OutreachSurveysProps;
  readonly #environment: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: OutreachSurveysProps) {
    super(scope, id);
    const { table, settings, secret } = props;
    this.#props = props;
    this.#environment = {
      TABLE_NAME: table.tableName,
      DUE_SHARD_COUNT: String(settings.dueShardCount),
      SECRET_ARN: secret.secretArn,
    };
    for (const spec of SURVEY_ROUTES) new RouteFunction(this, spec.id, { ...props, spec });
    // The one that programs reach by following links has no right to write.
    this.#servePage('ShowSurvey', HttpMethod.GET, 'surveys/functions/show-survey.ts', ['GetItem', 'BatchGetItem']);
    this.#servePage('TakeAnswer', HttpMethod.POST, 'surveys/functions/take-answer.ts', [
      'GetItem',
      'BatchGetItem',
      'PutItem',
      'UpdateItem',
    ]);
    this.#takeEvents();
    this.#askMembers();
  }

  #servePage(id: string, method: HttpMethod, entry: string, actions: readonly ItemAction[]): void {
    const { api, table, operations, secret } = this.#props;
    const page = new ServiceFunction(this, `${id}Function`, {
      ...operations,
      entry,
      environment: this.#environment,
      timeout: ROUTE_TIMEOUT,
      memoryMb: 256,
    });
    allowTable(page, table, actions);
    allowSecret(page, secret);
    new HttpRoute(this, `${id}Route`, {
      httpApi: api,
      routeKey: HttpRouteKey.with(SURVEY_PATH, method),
      integration: new HttpLambdaIntegration(`${id}Integration`, page),
    });
  }

  /** In the first days of a quarter, in the morning: a run that stopped on the first day goes on on the next. */
  #askMembers(): void {
    const { table, operations, settings, secret } = this.#props;
    const asker = new QueueConsumer(this, 'AskAudience', {
      ...operations,
      entry: 'surveys/functions/ask-audience.ts',
      contents: 'shards of members to ask',
      batchSize: 1,
      timeout: Duration.minutes(2),
      continuesItself: true,
      environment: this.#environment,
    });
    asker.function.addEnvironment('QUEUE_URL', asker.queue.queueUrl);
    asker.queue.grant(asker.function, 'sqs:SendMessage');
    allowTable(asker.function, table, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem']);
    allowSecret(asker.function, secret);
    const plan = new ScheduledJob(this, 'PlanSurveys', {
      ...operations,
      entry: 'surveys/functions/plan-surveys.ts',
      job: 'the quarterly surveys',
      cron: { minute: '0', hour: '10', day: '1-3', month: '1,4,7,10' },
      // A run is named after its quarter, which begins where the programme is.
      timeZone: settings.programmeTimeZone,
      environment: { ...this.#environment, QUEUE_URL: asker.queue.queueUrl },
    });
    asker.queue.grant(plan.function, 'sqs:SendMessage');
    allowTable(plan.function, table, ['BatchGetItem', 'Query', 'PutItem']);
  }

  /** Points come after the answer, through a queue: the page that everybody can reach has no hand in the ledger. */
  #takeEvents(): void {
    const { table, bus, operations, secret } = this.#props;
    const taker = new EventConsumer(this, 'TakeSurveyEvents', {
      ...operations,
      entry: 'surveys/functions/take-survey-events.ts',
      contents: 'answers, and members who left',
      bus,
      source: DOMAIN_EVENT_SOURCE,
      detailTypes: ['SurveyAnswered', 'WinBackAsked'],
      environment: this.#environment,
    });
    allowTable(taker.function, table, ['BatchGetItem', 'Query', 'PutItem', 'UpdateItem']);
    allowSecret(taker.function, secret);
  }
}
