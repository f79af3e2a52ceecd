import { Duration, Stack } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { TICKET_EVENTS } from '../../programmes/ticket.ts';
import { EventConsumer } from '../constructs/event-consumer.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { ScheduledJob } from '../constructs/scheduled-job.ts';
import { allowSecret } from '../constructs/secret-access.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import { StreamConsumer } from '../constructs/stream-consumer.ts';
import { allowTable } from '../constructs/table-access.ts';
import { DOMAIN_EVENT_SOURCE, PLATFORM_EVENT_SOURCE } from '../events.ts';
import type { ServiceStackProps } from './service-stack.ts';

/** Types of items that count for a figure; the counting function says the same. */
export const COUNTED_TYPES = [
  'Profile',
  'PurchaseYear',
  'Points',
  'LedgerEntry',
  'PendingLot',
  'ActiveLot',
  'TierEffect',
  'Message',
  'OrderCredit',
  'Watch',
  'StageChange',
  'LossNode',
  'Run',
  'Ticket',
  'Recovery',
  'SurveyInvitation',
  'Suggestion',
];

/** Types of items that are told as domain events when they are new; the publishing function says the same. */
export const TOLD_TYPES = ['Consent', 'LedgerEntry', 'Notice', 'Profile', 'StageChange'];

/** How old a figure may be for the sake of fewer writes. */
const COUNTING_WINDOW = Duration.seconds(10);

export interface EngineStackProps extends ServiceStackProps {
  /** Where the sweep announces messages that are due soon; undefined where the programme writes to nobody. */
  readonly stagingQueue: IQueue | undefined;
  /** By which members are drawn who are left alone; undefined as above. */
  readonly secret: ISecret | undefined;
}

/** What follows from events and from time: value, domain events, and what has come due. */
export class EngineStack extends Stack {
  constructor(scope: Construct, id: string, props: EngineStackProps) {
    super(scope, id, props);
    this.#applyOrderEvents(props);
    this.#applyActivity(props);
    this.#publishDomainEvents(props);
    this.#countChanges(props);
    this.#watchMembers(props);
    this.#careForMembers(props);
    this.#sweep(props);
    this.#fitPurchases(props);
  }

  #applyOrderEvents({ bus, table, settings, operations }: ServiceStackProps): void {
    const consumer = new EventConsumer(this, 'ApplyOrderEvents', {
      ...operations,
      entry: 'loyalty/functions/apply-order-events.ts',
      contents: 'order events',
      bus,
      source: PLATFORM_EVENT_SOURCE,
      detail: { class: ['value'] },
      environment: { TABLE_NAME: table.tableName, DUE_SHARD_COUNT: String(settings.dueShardCount) },
    });
    allowTable(consumer.function, table, [
      'BatchGetItem',
      'BatchWriteItem',
      'Query',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
    ]);
  }

  /** Visits come in crowds, and a member's in bursts: gathered, a burst is one write. Which orders are paid the ledger says. */
  #applyActivity({ bus, table, settings, operations }: ServiceStackProps): void {
    const consumer = new EventConsumer(this, 'ApplyActivity', {
      ...operations,
      entry: 'members/functions/apply-activity.ts',
      contents: 'what members did',
      bus,
      source: PLATFORM_EVENT_SOURCE,
      also: { source: DOMAIN_EVENT_SOURCE, detailTypes: ['OrderPaid'] },
      batchSize: 200,
      batchingWindow: Duration.seconds(5),
      environment: {
        TABLE_NAME: table.tableName,
        BUS_NAME: bus.eventBusName,
        DUE_SHARD_COUNT: String(settings.dueShardCount),
      },
    });
    allowTable(consumer.function, table, ['BatchGetItem', 'BatchWriteItem', 'Query', 'PutItem', 'DeleteItem']);
    bus.grantPutEventsTo(consumer.function);
  }

  #publishDomainEvents({ bus, table, operations }: ServiceStackProps): void {
    const consumer = new StreamConsumer(this, 'PublishDomainEvents', {
      ...operations,
      entry: 'outbox/functions/publish-domain-events.ts',
      contents: 'new entries, consents, notices, members and changes of stage',
      table,
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { NewImage: { entityType: { S: FilterRule.or(...TOLD_TYPES) } } },
        }),
      ],
      environment: { BUS_NAME: bus.eventBusName },
    });
    bus.grantPutEventsTo(consumer.function);
    // Where the mapping sends what it gives up; the function may send there for that reason, and parks there itself.
    consumer.function.addEnvironment('PARKING_QUEUE_URL', consumer.deadLetterQueue.queueUrl);
  }

  /** The second and last reader of the stream. What an order changes is some twenty counters: gathered, most of them meet. */
  #countChanges({ table, settings, operations }: ServiceStackProps): void {
    const consumer = new StreamConsumer(this, 'CountChanges', {
      ...operations,
      entry: 'insight/functions/count-changes.ts',
      contents: 'changes that count',
      table,
      filters: ['NewImage', 'OldImage'].map((image) =>
        FilterCriteria.filter({ dynamodb: { [image]: { entityType: { S: [...COUNTED_TYPES] } } } }),
      ),
      batchSize: 500,
      batchingWindow: COUNTING_WINDOW,
      tumblingWindow: Duration.minutes(1),
      environment: { TABLE_NAME: table.tableName, COUNTER_SHARD_COUNT: String(settings.counterShardCount) },
    });
    allowTable(consumer.function, table, ['GetItem', 'PutItem', 'UpdateItem']);
  }

  /** What moves a member's stage, or what is waited for; visits do not. */
  #watchMembers({ bus, table, settings, operations, secret }: EngineStackProps): void {
    const consumer = new EventConsumer(this, 'WatchMembers', {
      ...operations,
      entry: 'churn/functions/watch-members.ts',
      contents: 'events that members are watched by',
      bus,
      source: DOMAIN_EVENT_SOURCE,
      detailTypes: ['MemberJoined', 'MemberSignedUp', 'MemberReturned', 'OrderPaid', 'OrderReturned'],
      also: { source: PLATFORM_EVENT_SOURCE, detailTypes: ['Order Placed'] },
      environment: { TABLE_NAME: table.tableName, DUE_SHARD_COUNT: String(settings.dueShardCount) },
    });
    allowTable(consumer.function, table, ['BatchGetItem', 'Query', 'PutItem', 'DeleteItem']);
    shareSecret(consumer.function, secret);
  }

  /** What is told of requests for help: facts, and bad experiences that are made good. */
  #careForMembers({ bus, table, settings, operations, secret }: EngineStackProps): void {
    const consumer = new EventConsumer(this, 'CareForMembers', {
      ...operations,
      entry: 'care/functions/care-for-members.ts',
      contents: 'what is told of tickets',
      bus,
      source: PLATFORM_EVENT_SOURCE,
      detailTypes: TICKET_EVENTS,
      environment: { TABLE_NAME: table.tableName, DUE_SHARD_COUNT: String(settings.dueShardCount) },
    });
    allowTable(consumer.function, table, ['BatchGetItem', 'PutItem']);
    shareSecret(consumer.function, secret);
  }

  #sweep({ table, settings, operations, stagingQueue, secret }: EngineStackProps): void {
    const dueShardCount = String(settings.dueShardCount);
    const worker = new QueueConsumer(this, 'SweepShard', {
      ...operations,
      entry: 'sweep/functions/sweep-shard.ts',
      contents: 'shards of the sweep',
      batchSize: 1,
      timeout: Duration.minutes(2),
      continuesItself: true,
      environment: { TABLE_NAME: table.tableName, DUE_SHARD_COUNT: dueShardCount },
    });
    worker.function.addEnvironment('QUEUE_URL', worker.queue.queueUrl);
    allowTable(
      worker.function,
      table,
      ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
      ['due'],
    );
    shareSecret(worker.function, secret);
    worker.queue.grant(worker.function, 'sqs:SendMessage');
    if (stagingQueue !== undefined) {
      worker.function.addEnvironment('STAGING_QUEUE_URL', stagingQueue.queueUrl);
      stagingQueue.grant(worker.function, 'sqs:SendMessage');
    }

    for (const { id, job, lane, cron } of SWEEPS) {
      const plan = new ScheduledJob(this, id, {
        ...operations,
        entry: 'sweep/functions/plan-sweep.ts',
        job,
        cron,
        timeZone: settings.timeZone,
        environment: { QUEUE_URL: worker.queue.queueUrl, DUE_SHARD_COUNT: dueShardCount, LANE: lane },
      });
      worker.queue.grant(plan.function, 'sqs:SendMessage');
    }
  }

  /** Once a week, when the night's figures are counted. */
  #fitPurchases({ table, settings, operations }: EngineStackProps): void {
    const job = new ScheduledJob(this, 'FitPurchases', {
      ...operations,
      entry: 'churn/functions/fit-purchases.ts',
      job: 'the weekly fit of the model of purchases',
      cron: { minute: '0', hour: '5', weekDay: 'MON' },
      timeZone: settings.timeZone,
      timeout: Duration.minutes(10),
      memoryMb: 3008,
      environment: { TABLE_NAME: table.tableName, COUNTER_SHARD_COUNT: String(settings.counterShardCount) },
    });
    allowTable(job.function, table, ['Query', 'PutItem', 'DeleteItem']);
  }
}

/**
 * The daily scan runs when the day has begun everywhere in the programme's zone, and long before anybody is written to: at
 * an hour that no zone skips when its clocks go forward, and beside the hourly sweep, which writes to the same watches.
 */
const SWEEPS = [
  { id: 'PlanSweep', job: 'the hourly sweep', lane: 'sweep', cron: { minute: '0' } },
  { id: 'PlanScan', job: 'the daily churn scan', lane: 'daily', cron: { minute: '15', hour: '4' } },
] as const;

/** Of a programme that writes to nobody there is none. */
function shareSecret(reader: ServiceFunction, secret: ISecret | undefined): void {
  if (secret === undefined) return;
  reader.addEnvironment('SECRET_ARN', secret.secretArn);
  allowSecret(reader, secret);
}
