import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { OperationsProps } from './operations.ts';
import { ServiceAlarm } from './service-alarm.ts';

export interface ResilientQueueProps extends Pick<OperationsProps, 'alarmTopic'> {
  /** What the messages are, as alarms should put it: `order events`. */
  readonly contents: string;
  /** The timeout of the function that reads it. */
  readonly consumerTimeout: Duration;
  /**
   * How long its reader gathers messages before it hands them over.
   * @default Duration.seconds(0)
   */
  readonly batchingWindow?: Duration;
  /**
   * Times a message is tried before it goes to the dead-letter queue.
   * @default 5, since a reader at its concurrency limit costs tries too
   */
  readonly maxReceiveCount?: number;
  /** @default Duration.days(4), which leaves the dead-letter queue ten of its fourteen */
  readonly retention?: Duration;
  /**
   * Age of the oldest message that raises an alarm: work arrives faster than it is done, or not done at all.
   * @default Duration.hours(1)
   */
  readonly oldestMessageAgeMax?: Duration;
}

/** A queue that loses nothing: encrypted, with a dead-letter queue, and alarms on that and on falling behind. */
export class ResilientQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: ResilientQueueProps) {
    super(scope, id);
    this.deadLetterQueue = new DeadLetterQueue(this, 'DeadLetters', {
      meaning: `Some ${props.contents} failed at every try and have no effect yet.`,
      alarmTopic: props.alarmTopic,
    });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: props.retention ?? Duration.days(4),
      visibilityTimeout: visibilityTimeout(props),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: props.maxReceiveCount ?? 5 },
    });
    const oldestMessageAgeMax = props.oldestMessageAgeMax ?? Duration.hours(1);
    new ServiceAlarm(this, 'Age', {
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: 'Maximum' }),
      description: `Some ${props.contents} have waited for ${oldestMessageAgeMax.toHumanString()}: their reader is behind, or fails.`,
      threshold: oldestMessageAgeMax.toSeconds(),
      alarmTopic: props.alarmTopic,
    });
  }
}

/** Six timeouts and the batching window, as Lambda asks: enough for its own retries while it is throttled. */
function visibilityTimeout(props: ResilientQueueProps): Duration {
  const windowSeconds = props.batchingWindow?.toSeconds() ?? 0;
  return Duration.seconds(6 * props.consumerTimeout.toSeconds() + windowSeconds);
}
