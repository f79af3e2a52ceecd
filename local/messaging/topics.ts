import { randomUUID } from 'node:crypto';
import type { LogBook } from '../compute/log-book.ts';
import type { SubscriptionSpec, TopicSpec } from '../deployment.ts';
import type { MovableClock } from '../time/clock.ts';
import { type DeliverToTarget, deliverOrPark } from './delivery.ts';

export interface TopicAttribute {
  readonly Type: string;
  readonly Value: string;
}

export interface TopicMessage {
  readonly id: string;
  readonly body: string;
  readonly subject?: string | undefined;
  readonly attributes?: Readonly<Record<string, TopicAttribute>>;
}

export interface TopicsSettings {
  readonly topics: readonly TopicSpec[];
  readonly subscriptions: readonly SubscriptionSpec[];
  readonly region: string;
  readonly clock: MovableClock;
  readonly logs: LogBook;
  readonly deliver: DeliverToTarget;
  /** Throws unless the topic's policy lets a service in that acts for `sourceArn`. */
  readonly authorizeService: (servicePrincipal: string, topic: TopicSpec, sourceArn: string) => void;
}

/** SNS topics: what is published goes to every queue that subscribed and lets the topic in. */
export class Topics {
  readonly #settings: TopicsSettings;

  constructor(settings: TopicsSettings) {
    this.#settings = settings;
  }

  find(topicArn: string): TopicSpec | undefined {
    return this.#settings.topics.find(({ arn }) => arn === topicArn);
  }

  /** Never throws: a queue that refuses gets nothing, and that is said. */
  publish(topicArn: string, message: TopicMessage): void {
    const { subscriptions, deliver, logs } = this.#settings;
    for (const subscription of subscriptions) {
      if (subscription.topicArn !== topicArn) continue;
      const body = subscription.isRaw ? message.body : this.#envelope(subscription, message);
      const delivery = {
        targetArn: subscription.queueArn,
        body,
        sourceArn: topicArn,
        servicePrincipal: 'sns.amazonaws.com',
      };
      deliverOrPark(delivery, subscription.deadLetterQueueArn, { path: subscription.path, deliver, logs });
    }
  }

  /** Publishes for another service. What the topic's policy does not let in is lost, and that is said. */
  publishForService(
    servicePrincipal: string,
    topicArn: string,
    sourceArn: string,
    message: Omit<TopicMessage, 'id'>,
  ): void {
    const { authorizeService, logs } = this.#settings;
    const topic = this.find(topicArn);
    try {
      if (topic === undefined) throw new Error(`the templates make no topic ${topicArn}`);
      authorizeService(servicePrincipal, topic, sourceArn);
    } catch (error) {
      logs.warn(`an event of ${sourceArn} is lost: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    this.publish(topicArn, { id: randomUUID(), ...message });
  }

  #envelope({ arn }: SubscriptionSpec, { id, body, subject, attributes = {} }: TopicMessage): string {
    const { clock, region } = this.#settings;
    const sns = `https://sns.${region}.amazonaws.com/`;
    const hasAttributes = Object.keys(attributes).length > 0;
    return JSON.stringify({
      Type: 'Notification',
      MessageId: id,
      TopicArn: arn.slice(0, arn.lastIndexOf(':')),
      ...(subject === undefined ? {} : { Subject: subject }),
      Message: body,
      Timestamp: clock.iso(),
      SignatureVersion: '1',
      Signature: 'bm90IHNpZ25lZCBoZXJl',
      SigningCertURL: `${sns}SimpleNotificationService-local.pem`,
      UnsubscribeURL: `${sns}?Action=Unsubscribe&SubscriptionArn=${arn}`,
      ...(hasAttributes ? { MessageAttributes: attributes } : {}),
    });
  }
}
