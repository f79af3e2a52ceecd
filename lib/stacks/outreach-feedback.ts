import { Aws, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { FilterPattern, LogGroup, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  type ConfigurationSet,
  ConfigurationSetEventDestination,
  EmailSendingEvent,
  EventDestination,
} from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { ScheduledJob } from '../constructs/scheduled-job.ts';
import { allowSecret } from '../constructs/secret-access.ts';
import { ServiceAlarm } from '../constructs/service-alarm.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { allowTable, type ItemAction } from '../constructs/table-access.ts';
import type { ServiceStackProps } from './service-stack.ts';

/** A long list is read to its end in one run. */
const RECONCILE_TIMEOUT = Duration.minutes(15);

export interface OutreachFeedbackProps extends ServiceStackProps {
  readonly secret: ISecret;
  readonly configurationSet: ConfigurationSet;
}

/** What became of messages: told by the providers, and asked of them once a day, since what is told may be lost. */
export class OutreachFeedback extends Construct {
  readonly #props: OutreachFeedbackProps;

  constructor(scope: Construct, id: string, props: OutreachFeedbackProps) {
    super(scope, id);
    this.#props = props;
    this.#takeFeedback(this.#reportEmails());
    if (props.settings.smsResults) this.#takeSmsResults();
    this.#reconcileSuppressions();
    this.#watchChannels();
  }

  /**
   * Events of SES come by SNS: on the bus they are best effort. That a message was taken is what its own answer said; where
   * that was lost, what becomes of it says so, too.
   */
  #reportEmails(): Topic {
    const topic = new Topic(this, 'EmailEvents', { enforceSSL: true });
    new ConfigurationSetEventDestination(this, 'EmailEventsDestination', {
      configurationSet: this.#props.configurationSet,
      destination: EventDestination.snsTopic(topic),
      events: [
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.OPEN,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
      ],
    });
    return topic;
  }

  #takeFeedback(topic: Topic): void {
    const { operations } = this.#props;
    const taker = new QueueConsumer(this, 'TakeFeedback', {
      ...operations,
      entry: 'outreach/functions/take-feedback.ts',
      contents: 'what SES tells of e-mails',
      environment: this.#environment(),
    });
    const deadLetterQueue = new DeadLetterQueue(this, 'Undelivered', {
      meaning: 'What SES told of an e-mail did not get into its queue.',
      alarmTopic: operations.alarmTopic,
    });
    topic.addSubscription(new SqsSubscription(taker.queue, { rawMessageDelivery: true, deadLetterQueue }));
    this.#allow(taker.function, ['GetItem', 'PutItem', 'UpdateItem']);
  }

  /**
   * SNS writes results of SMS to two log groups of the account, once it has been told to, and by what role: that is a
   * setting of the account which no template can make.
   */
  #takeSmsResults(): void {
    const { operations } = this.#props;
    const taker = new ServiceFunction(this, 'TakeSmsResults', {
      ...operations,
      entry: 'outreach/functions/take-sms-results.ts',
      environment: this.#environment(),
    });
    const deadLetterQueue = new DeadLetterQueue(this, 'SmsResultsLost', {
      meaning: 'What became of some SMS could not be kept.',
      alarmTopic: operations.alarmTopic,
    });
    taker.configureAsyncInvoke({ retryAttempts: 2, onFailure: new SqsDestination(deadLetterQueue) });
    this.#allow(taker, ['PutItem', 'UpdateItem'], ['GSI1']);
    const delivered = Fn.join('/', ['sns', Aws.REGION, Aws.ACCOUNT_ID, 'DirectPublishToPhoneNumber']);
    const groups = { SmsDelivered: delivered, SmsFailed: `${delivered}/Failure` };
    for (const [id, name] of Object.entries(groups)) {
      new SubscriptionFilter(this, id, {
        logGroup: LogGroup.fromLogGroupName(this, `${id}Logs`, name),
        destination: new LambdaDestination(taker),
        filterPattern: FilterPattern.allEvents(),
      });
    }
    this.#allowSmsLogs(delivered);
  }

  /** The role that SNS writes these logs by. */
  #allowSmsLogs(groupName: string): void {
    const role = new Role(this, 'SmsLogging', { assumedBy: new ServicePrincipal('sns.amazonaws.com') });
    const group = Stack.of(this).formatArn({ service: 'logs', resource: 'log-group', resourceName: `${groupName}*` });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [group],
      }),
    );
    Stack.of(this).exportValue(role.roleArn, { name: `${Stack.of(this).stackName}-sms-logging-role` });
  }

  #reconcileSuppressions(): void {
    const { operations, settings } = this.#props;
    const job = new ScheduledJob(this, 'ReconcileSuppressions', {
      ...operations,
      entry: 'outreach/functions/reconcile-suppressions.ts',
      job: "the daily comparison with the mail service's suppression list",
      cron: { minute: '30', hour: '5' },
      timeZone: settings.timeZone,
      timeout: RECONCILE_TIMEOUT,
      environment: this.#environment(),
    });
    this.#allow(job.function, ['GetItem', 'PutItem']);
    job.function.addToRolePolicy(
      // The list is the account's, and no resource.
      new PolicyStatement({ actions: ['ses:ListSuppressedDestinations'], resources: ['*'] }),
    );
  }

  #watchChannels(): void {
    new ServiceAlarm(this, 'ChannelStopped', {
      metric: new Metric({
        namespace: 'Holdfast',
        metricName: 'ChannelsStopped',
        dimensionsMap: { service: 'outreach' },
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      description:
        'A channel was stopped: too many bounces or complaints, or a receiver that takes nothing. GET /v1/outreach/channels says why; it sends again once somebody resumes it.',
      threshold: 1,
      alarmTopic: this.#props.operations.alarmTopic,
    });
  }

  #environment(): Readonly<Record<string, string>> {
    const { table, settings, secret } = this.#props;
    return {
      TABLE_NAME: table.tableName,
      DUE_SHARD_COUNT: String(settings.dueShardCount),
      SECRET_ARN: secret.secretArn,
    };
  }

  #allow(reader: IFunction, actions: readonly ItemAction[], queriedIndexes: readonly string[] = []): void {
    allowTable(reader, this.#props.table, actions, queriedIndexes);
    allowSecret(reader, this.#props.secret);
  }
}
