import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { LogBook } from '../compute/log-book.ts';
import type { LogSubscriptionSpec } from '../deployment.ts';
import { Afterwards } from '../sending/afterwards.ts';
import type { MovableClock } from '../time/clock.ts';
import type { Work } from '../time/work.ts';
import { type DeliverToTarget, deliverOrPark } from './delivery.ts';

/** Keeps an invocation well below what Lambda takes in an asynchronous one. */
const EVENTS_PER_DELIVERY_MAX = 100;

export interface LogSubscriptionsSettings {
  readonly subscriptions: readonly LogSubscriptionSpec[];
  readonly region: string;
  readonly accountId: string;
  readonly clock: MovableClock;
  readonly work: Work;
  readonly logs: LogBook;
  readonly deliver: DeliverToTarget;
}

interface LogEvent {
  readonly id: string;
  readonly timestamp: number;
  readonly message: string;
}

/** CloudWatch Logs, as far as functions subscribe to it: what is written to a group is handed on, packed. */
export class LogSubscriptions {
  readonly #settings: LogSubscriptionsSettings;
  readonly #groups = new Map<string, Afterwards<LogEvent>>();
  #eventsWritten = 0;

  constructor(settings: LogSubscriptionsSettings) {
    this.#settings = settings;
    for (const { logGroupName } of settings.subscriptions) {
      const hand = (events: readonly LogEvent[]) => this.#hand(logGroupName, events);
      const afterwards = new Afterwards(settings.work, `log ${logGroupName}`, EVENTS_PER_DELIVERY_MAX, hand);
      this.#groups.set(logGroupName, afterwards);
    }
  }

  write(logGroupName: string, message: string): void {
    this.#eventsWritten += 1;
    const id = String(this.#eventsWritten).padStart(56, '0');
    this.#groups.get(logGroupName)?.add({ id, timestamp: Math.trunc(this.#settings.clock.now()), message });
  }

  #hand(logGroupName: string, logEvents: readonly LogEvent[]): void {
    const { subscriptions, accountId, deliver, logs } = this.#settings;
    for (const subscription of subscriptions.filter((each) => each.logGroupName === logGroupName)) {
      const data = {
        messageType: 'DATA_MESSAGE',
        owner: accountId,
        logGroup: logGroupName,
        logStream: randomUUID(),
        subscriptionFilters: [subscription.name],
        logEvents,
      };
      const packed = gzipSync(JSON.stringify(data)).toString('base64');
      const delivery = {
        targetArn: subscription.functionArn,
        body: JSON.stringify({ awslogs: { data: packed } }),
        sourceArn: this.#groupArn(logGroupName),
        servicePrincipal: 'logs.amazonaws.com',
      };
      deliverOrPark(delivery, undefined, { path: subscription.path, deliver, logs });
    }
  }

  #groupArn(logGroupName: string): string {
    const { region, accountId } = this.#settings;
    return `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}:*`;
  }
}
