import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { OperationsProps } from './operations.ts';
import { ServiceAlarm } from './service-alarm.ts';

export interface DeadLetterQueueProps extends Pick<OperationsProps, 'alarmTopic'> {
  /** Whose letters these are and what is left undone, as the alarm should put it. */
  readonly meaning: string;
}

/** Where that waits which failed for good, until somebody looks: for 14 days, with an alarm on the first message. */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // The longest that SQS keeps a message; its age goes on from the queue it came from.
      retentionPeriod: Duration.days(14),
    });
    new ServiceAlarm(this, 'Depth', {
      metric: this.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
      description: `${props.meaning} Mend the cause, then redrive.`,
      threshold: 1,
      alarmTopic: props.alarmTopic,
    });
  }
}
