import { Duration } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { QueueConsumer, type QueueConsumerProps } from './queue-consumer.ts';

/** Values that a field may have, or a pattern of what is below it. */
export interface EventPattern {
  readonly [field: string]: readonly unknown[] | EventPattern;
}

/** Events of one source. A shop may call an event of its own as one of ours is called: a name means its source's. */
export interface WantedEvents {
  /** Who put the events on the bus. */
  readonly source: string;
  /**
   * The events, by name.
   * @default all of the source
   */
  readonly detailTypes?: readonly string[];
  /**
   * What has to be in their detail, as a pattern of the bus.
   * @default anything
   */
  readonly detail?: EventPattern;
}

export interface EventConsumerProps extends QueueConsumerProps, WantedEvents {
  readonly bus: IEventBus;
  /**
   * Events of another source that it wants, too.
   * @default none
   */
  readonly also?: WantedEvents;
}

/** A function that reads events of the bus through a queue of its own, so that a burst or a fault of it stays its own. */
export class EventConsumer extends QueueConsumer {
  constructor(scope: Construct, id: string, props: EventConsumerProps) {
    super(scope, id, props);
    this.#listen('Rule', props.bus, props);
    if (props.also !== undefined) this.#listen('AlsoRule', props.bus, props.also);
  }

  #listen(id: string, eventBus: IEventBus, { source, detailTypes, detail }: WantedEvents): void {
    const rule = new Rule(this, id, {
      eventBus,
      eventPattern: {
        source: [source],
        ...(detailTypes === undefined ? {} : { detailType: [...detailTypes] }),
        ...(detail === undefined ? {} : { detail }),
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
