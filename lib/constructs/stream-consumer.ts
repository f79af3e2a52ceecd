import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { ServiceAlarm } from './service-alarm.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';

export interface StreamConsumerProps extends ServiceFunctionProps {
  readonly table: ITableV2;
  /** What the records are, as alarms should put it: `ledger entries`. */
  readonly contents: string;
  /**
   * Event patterns, any of which lets a record in.
   * @default every record
   */
  readonly filters?: readonly Readonly<Record<string, unknown>>[];
  /** @default 100 */
  readonly batchSize?: number;
  /**
   * How long records are gathered into a batch.
   * @default Duration.seconds(0), at once
   */
  readonly batchingWindow?: Duration;
  /**
   * Length of a tumbling window; only with one does the event name its shard.
   * @default no window
   */
  readonly tumblingWindow?: Duration;
}

/**
 * A function that reads the table's stream in order. It names the first record it could not do; the batch is split
 * until that record stands alone, tried until its 23rd hour, an hour before the stream forgets it, and then parked:
 * one poisoned record must not end as a shard that lost everything behind it.
 */
export class StreamConsumer extends Construct {
  readonly function: ServiceFunction;
  readonly deadLetterQueue: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: StreamConsumerProps) {
    super(scope, id);
    const { alarmTopic, contents } = props;
    this.function = new ServiceFunction(this, 'Function', props);
    this.deadLetterQueue = new DeadLetterQueue(this, 'DeadLetters', {
      meaning: `Some ${contents} of the stream failed for 23 hours. The letter names the records, which leave the stream within the hour.`,
      alarmTopic,
    });
    this.function.addEventSource(
      new DynamoEventSource(props.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: props.batchSize ?? 100,
        ...(props.filters === undefined ? {} : { filters: [...props.filters] }),
        ...(props.batchingWindow === undefined ? {} : { maxBatchingWindow: props.batchingWindow }),
        ...(props.tumblingWindow === undefined ? {} : { tumblingWindow: props.tumblingWindow }),
        bisectBatchOnError: true,
        retryAttempts: -1,
        maxRecordAge: Duration.hours(23),
        onFailure: new SqsDlq(this.deadLetterQueue),
        reportBatchItemFailures: true,
      }),
    );
    new ServiceAlarm(this, 'Lag', {
      metric: this.function.metric('IteratorAge', { period: Duration.minutes(5), statistic: 'Maximum' }),
      description: `The reader of ${contents} is an hour behind the table. The stream forgets after 24 hours.`,
      threshold: Duration.hours(1).toMilliseconds(),
      alarmTopic,
    });
  }
}
