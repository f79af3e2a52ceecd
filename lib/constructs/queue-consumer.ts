import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import { ResilientQueue } from './resilient-queue.ts';
import { FUNCTION_TIMEOUT, ServiceFunction, type ServiceFunctionProps } from './service-function.ts';

export interface QueueConsumerProps extends ServiceFunctionProps {
  /** What the messages are, as alarms should put it: `order events`. */
  readonly contents: string;
  /** @default 10 */
  readonly batchSize?: number;
  /**
   * How long messages are gathered into a batch.
   * @default Duration.seconds(0), at once
   */
  readonly batchingWindow?: Duration;
  /**
   * Invocations at the same time, 2 to 1000: what protects the table from a burst.
   * @default 10
   */
  readonly maxConcurrency?: number;
  /** @default 5 */
  readonly maxReceiveCount?: number;
}

/** A queue and the function that reads it, which names the messages it could not do; only those are tried again. */
export class QueueConsumer extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: DeadLetterQueue;
  readonly function: ServiceFunction;

  constructor(scope: Construct, id: string, props: QueueConsumerProps) {
    super(scope, id);
    const timeout = props.timeout ?? FUNCTION_TIMEOUT;
    const batchingWindow = props.batchingWindow ?? Duration.seconds(0);
    const { queue, deadLetterQueue } = new ResilientQueue(this, 'Messages', {
      ...props,
      consumerTimeout: timeout,
      batchingWindow,
    });
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.function = new ServiceFunction(this, 'Function', { ...props, timeout });
    this.function.addEventSource(
      new SqsEventSource(queue, {
        batchSize: props.batchSize ?? 10,
        maxBatchingWindow: batchingWindow,
        maxConcurrency: props.maxConcurrency ?? 10,
        reportBatchItemFailures: true,
      }),
    );
  }
}
