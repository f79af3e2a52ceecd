import { Duration } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { QueueConsumer, type QueueConsumerProps } from './queue-consumer.ts';

/** Values that a field may have, or a pattern of what is below it. */
export interface EventPattern {
  readonly [field: string]: readonly unknown[] | EventPattern;
}

export interface EventConsumerProps extends QueueConsumerProps {
  readonly bus: IEventBus;
  /** Who put the events on the bus: one, or any of several. */
  readonly source: string | readonly string[];
  /**
   * The events it wants, by name.
   * @default all of the source
   */
  readonly detailTypes?: readonly string[];
  /**
   * What has to be in their detail, as a pattern of the bus.
   * @default anything
   */
  readonly detail?: EventPattern;
}

/** A function that reads events of the bus through a queue of its own, so that a burst or a fault of it stays its own. */
export class EventConsumer extends QueueConsumer {
  constructor(scope: Construct, id: string, props: EventConsumerProps) {
    super(scope, id, props);
    const rule = new Rule(this, 'Rule', {
      eventBus: props.bus,
      eventPattern: {
        source: typeof props.source === 'string' ? [props.source] : [...props.source],
        ...(props.detailTypes === undefined ? {} : { detailType: [...props.detailTypes] }),
        ...(props.detail === undefined ? {} : { detail: props.detail }),
      },
    });
    rule.addTarget(
      new SqsQueue(this.queue, {
        // The longest that the bus can be made to try.
        maxEventAge: Duration.hours(24),
        retryAttempts: 185,
        // The queue's own: both hold the same event in the same form, so one redrive to the queue serves both.
        deadLetterQueue: this.deadLetterQueue,
      }),
    );
  }
}
