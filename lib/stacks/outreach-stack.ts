import { Duration, Stack } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { ConfigurationSet } from 'aws-cdk-lib/aws-ses';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { PLATFORM_TRIGGERS, TRIGGERS } from '../../programmes/trigger.ts';
import { EventConsumer } from '../constructs/event-consumer.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { ROUTE_TIMEOUT, RouteFunction } from '../constructs/route-function.ts';
import { allowSecret } from '../constructs/secret-access.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { allowTable, type ItemAction } from '../constructs/table-access.ts';
import { DOMAIN_EVENT_SOURCE, PLATFORM_EVENT_SOURCE } from '../events.ts';
import { LINK_PATHS, OUTREACH_ROUTES } from '../outreach-routes.ts';
import { OutreachFeedback } from './outreach-feedback.ts';
import { OutreachSurveys } from './outreach-surveys.ts';
import type { ServiceStackProps } from './service-stack.ts';

/** Above the highest rate that one sender keeps; each waits for its second, so they are many and idle. */
const SENDERS_MAX = 50;
/** A sender waits up to 20 seconds for its grant, and then for the provider. */
const SENDING_TIMEOUT = Duration.seconds(60);

export interface OutreachStackProps extends ServiceStackProps {
  readonly api: HttpApi;
  readonly secret: ISecret;
}

/** Messages to members: what to send follows from events, and every send is decided on, claimed and recorded. */
export class OutreachStack extends Stack {
  /** Where the sweep announces stretches of time in which messages are due. */
  readonly stagingQueue: IQueue;
  readonly #props: OutreachStackProps;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #configurationSet: ConfigurationSet;

  constructor(scope: Construct, id: string, props: OutreachStackProps) {
    super(scope, id, props);
    this.#props = props;
    this.#configurationSet = new ConfigurationSet(this, 'Emails', { reputationMetrics: true });
    this.#environment = this.#sharedEnvironment();
    new OutreachFeedback(this, 'Feedback', { ...props, configurationSet: this.#configurationSet });
    new OutreachSurveys(this, 'Surveys', props);
    const sends = this.#sendMessages();
    this.#planMessages(sends);
    this.stagingQueue = this.#stageSends(sends);
    this.#creditOrders();
    for (const { usesSecret, ...spec } of OUTREACH_ROUTES) {
      const { function: handler } = new RouteFunction(this, spec.id, {
        ...props,
        spec,
        environment: this.#environment,
      });
      if (usesSecret) allowSecret(handler, props.secret);
    }
    this.#servePages('ShowLink', HttpMethod.GET, 'outreach/functions/show-link.ts', ['BatchGetItem']);
    this.#servePages('FollowLink', HttpMethod.POST, 'outreach/functions/follow-link.ts', [
      'BatchGetItem',
      'PutItem',
      'UpdateItem',
    ]);
  }

  /** What a function has to know to decide on messages and to render them. */
  #sharedEnvironment(): Readonly<Record<string, string>> {
    const { table, settings, secret, api } = this.#props;
    return {
      TABLE_NAME: table.tableName,
      DUE_SHARD_COUNT: String(settings.dueShardCount),
      SECRET_ARN: secret.secretArn,
      PUBLIC_URL: settings.publicUrl ?? api.apiEndpoint,
      ...(settings.webhookUrl === undefined ? {} : { WEBHOOK_URL: settings.webhookUrl }),
      WEBHOOK_SECRET_VERSION: String(settings.webhookSecretVersion),
    };
  }

  /**
   * Pages that links of messages lead to, for everybody. One function shows them and another does what they are for: the
   * one that programs reach by following links has no right to write.
   */
  #servePages(id: string, method: HttpMethod, entry: string, actions: readonly ItemAction[]): void {
    const { api, table, operations, secret } = this.#props;
    const pages = new ServiceFunction(this, `${id}Function`, {
      ...operations,
      entry,
      environment: this.#environment,
      timeout: ROUTE_TIMEOUT,
      memoryMb: 256,
    });
    allowTable(pages, table, actions);
    allowSecret(pages, secret);
    const integration = new HttpLambdaIntegration(`${id}Integration`, pages);
    for (const path of LINK_PATHS) {
      new HttpRoute(this, `${id}-${path}`, {
        httpApi: api,
        routeKey: HttpRouteKey.with(`/${path}/{token}`, method),
        integration,
      });
    }
  }

  #sendMessages(): IQueue {
    const { table, operations, settings } = this.#props;
    const sender = new QueueConsumer(this, 'SendMessages', {
      ...operations,
      entry: 'outreach/functions/send-messages.ts',
      contents: 'messages to send',
      batchSize: 10,
      maxConcurrency: SENDERS_MAX,
      timeout: SENDING_TIMEOUT,
      memoryMb: 1024,
      continuesItself: true,
      environment: { ...this.#environment, ...this.#channelEnvironment() },
    });
    sender.function.addEnvironment('SENDS_QUEUE_URL', sender.queue.queueUrl);
    sender.queue.grant(sender.function, 'sqs:SendMessage');
    allowTable(sender.function, table, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem']);
    allowSecret(sender.function, this.#props.secret);
    this.#allowSending(sender.function, String(settings.sender));
    return sender.queue as IQueue;
  }

  #channelEnvironment(): Readonly<Record<string, string>> {
    const { sender, replyTo, smsSenderId, smsPriceMax } = this.#props.settings;
    const optional = { REPLY_TO: replyTo, SMS_SENDER_ID: smsSenderId, SMS_PRICE_MAX: smsPriceMax };
    return {
      SENDER: String(sender),
      CONFIGURATION_SET: this.#configurationSet.configurationSetName,
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    };
  }

  #allowSending(sender: IFunction, address: string): void {
    const [, domain = ''] = address.split('@');
    const identity = this.formatArn({ service: 'ses', resource: 'identity', resourceName: domain });
    const configurationSet = this.formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.#configurationSet.configurationSetName,
    });
    sender.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendRawEmail'],
        resources: [identity, configurationSet],
        conditions: { StringEquals: { 'ses:FromAddress': address } },
      }),
    );
    // Neither knows a resource: a quota is the account's, and a phone number is nothing of AWS.
    sender.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['ses:GetSendQuota', 'sns:Publish'], resources: ['*'] }),
    );
  }

  #planMessages(sends: IQueue): void {
    const { table, bus, operations } = this.#props;
    const planner = new EventConsumer(this, 'PlanMessages', {
      ...operations,
      entry: 'outreach/functions/plan-messages.ts',
      contents: 'events that messages follow from',
      bus,
      source: DOMAIN_EVENT_SOURCE,
      detailTypes: Object.keys(TRIGGERS).filter((name) => !PLATFORM_TRIGGERS.includes(name)),
      also: { source: PLATFORM_EVENT_SOURCE, detailTypes: PLATFORM_TRIGGERS },
      environment: { ...this.#environment, SENDS_QUEUE_URL: sends.queueUrl },
    });
    allowTable(planner.function, table, ['Query', 'BatchGetItem', 'PutItem', 'UpdateItem']);
    sends.grant(planner.function, 'sqs:SendMessage');
  }

  /** Orders come to messages by the ledger's word: it knows what was paid, and what came back. */
  #creditOrders(): void {
    const { table, bus, operations } = this.#props;
    const creditor = new EventConsumer(this, 'CreditOrders', {
      ...operations,
      entry: 'outreach/functions/credit-orders.ts',
      contents: 'orders that messages may be credited with',
      bus,
      source: DOMAIN_EVENT_SOURCE,
      detailTypes: ['OrderPaid', 'OrderReturned'],
      environment: this.#environment,
    });
    allowTable(creditor.function, table, ['BatchGetItem', 'Query', 'UpdateItem']);
  }

  #stageSends(sends: IQueue): IQueue {
    const { table, operations } = this.#props;
    const stager = new QueueConsumer(this, 'StageSends', {
      ...operations,
      entry: 'outreach/functions/stage-sends.ts',
      contents: 'stretches of time in which messages are due',
      batchSize: 1,
      timeout: Duration.minutes(2),
      memoryMb: 1024,
      continuesItself: true,
      environment: { ...this.#environment, ...this.#channelEnvironment(), SENDS_QUEUE_URL: sends.queueUrl },
    });
    stager.function.addEnvironment('STAGING_QUEUE_URL', stager.queue.queueUrl);
    stager.queue.grant(stager.function, 'sqs:SendMessage');
    sends.grant(stager.function, 'sqs:SendMessage');
    allowTable(stager.function, table, ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem'], ['due']);
    allowSecret(stager.function, this.#props.secret);
    stager.function.addToRolePolicy(new PolicyStatement({ actions: ['ses:GetSendQuota'], resources: ['*'] }));
    return stager.queue as IQueue;
  }
}
