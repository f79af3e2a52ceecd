import { randomUUID } from 'node:crypto';
import type { Lineage } from '../compute/invoker.ts';
import type { LogBook } from '../compute/log-book.ts';
import type { QueueSpec } from '../deployment.ts';
import type { Timeline, Timer } from '../time/timeline.ts';

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sentMs: number;
  readonly lineage: Lineage;
  receiveCount: number;
  firstReceivedMs: number | undefined;
}

export interface ReceivedMessage {
  readonly message: Message;
  readonly receiptHandle: string;
}

export interface SendOptions {
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  readonly delaySeconds?: number | undefined;
  readonly lineage: Lineage;
}

export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** A standard queue: what is received is hidden until deleted or until its visibility timeout, on the moved clock. */
export class Queue {
  readonly spec: QueueSpec;
  readonly #timeline: Timeline;
  readonly #logs: LogBook;
  readonly #deadLetter: () => Queue | undefined;
  readonly #inFlight = new Map<string, { readonly message: Message; timer: Timer }>();
  readonly #delayed = new Map<Message, Timer>();
  #visible: Message[] = [];
  #onVisible: (() => void) | undefined;

  constructor(spec: QueueSpec, timeline: Timeline, logs: LogBook, deadLetter: () => Queue | undefined) {
    this.spec = spec;
    this.#timeline = timeline;
    this.#logs = logs;
    this.#deadLetter = deadLetter;
  }

  /** Called whenever a message becomes visible; one consumer a queue. */
  consume(onVisible: () => void): void {
    this.#onVisible = onVisible;
  }

  send(body: string, options: SendOptions): Message {
    const message: Message = {
      id: randomUUID(),
      body,
      attributes: options.attributes ?? {},
      sentMs: this.#timeline.now(),
      lineage: options.lineage,
      receiveCount: 0,
      firstReceivedMs: undefined,
    };
    const delaySeconds = options.delaySeconds ?? this.spec.delaySeconds;
    if (delaySeconds > 0) this.#delay(message, delaySeconds);
    else this.#show(message);
    return message;
  }

  receive(countMax: number, visibilitySeconds = this.spec.visibilityTimeoutSeconds): ReceivedMessage[] {
    const oldestMs = this.#timeline.now() - this.spec.retentionSeconds * 1000;
    const received: ReceivedMessage[] = [];
    while (received.length < countMax) {
      const message = this.#visible.shift();
      if (message === undefined) break;
      if (message.sentMs <= oldestMs) {
        this.#logs.warn(`queue ${this.spec.path} dropped message ${message.id}: older than its retention`);
        continue;
      }
      received.push(this.#hide(message, visibilitySeconds));
    }
    return received;
  }

  delete(receiptHandle: string): boolean {
    const held = this.#inFlight.get(receiptHandle);
    held?.timer.cancel();
    return this.#inFlight.delete(receiptHandle);
  }

  /** Hides a received message for so long from now; 0 shows it at once. */
  changeVisibility(receiptHandle: string, seconds: number): boolean {
    const held = this.#inFlight.get(receiptHandle);
    if (held === undefined) return false;
    held.timer.cancel();
    if (seconds === 0) this.#giveBack(receiptHandle);
    else held.timer = this.#visibilityTimer(receiptHandle, seconds);
    return true;
  }

  get visibleCount(): number {
    return this.#visible.length;
  }

  peek(countMax: number): readonly Message[] {
    return this.#visible.slice(0, countMax);
  }

  depth(): QueueDepth {
    return { visible: this.#visible.length, inFlight: this.#inFlight.size, delayed: this.#delayed.size };
  }

  /** All that is in the queue, for keeping it over a restart; what was received counts as not yet received. */
  contents(): Message[] {
    return [...this.#visible, ...[...this.#inFlight.values()].map(({ message }) => message), ...this.#delayed.keys()];
  }

  restore(messages: readonly Message[]): void {
    for (const message of messages) this.#show(message);
  }

  #delay(message: Message, seconds: number): void {
    const timer = this.#timeline.after(seconds * 1000, 'work', `delay in ${this.spec.path}`, () => {
      this.#delayed.delete(message);
      this.#show(message);
    });
    this.#delayed.set(message, timer);
  }

  #hide(message: Message, visibilitySeconds: number): ReceivedMessage {
    message.receiveCount += 1;
    message.firstReceivedMs ??= this.#timeline.now();
    const receiptHandle = randomUUID();
    this.#inFlight.set(receiptHandle, { message, timer: this.#visibilityTimer(receiptHandle, visibilitySeconds) });
    return { message, receiptHandle };
  }

  #visibilityTimer(receiptHandle: string, seconds: number): Timer {
    return this.#timeline.after(seconds * 1000, 'work', `visibility in ${this.spec.path}`, () => {
      this.#giveBack(receiptHandle);
    });
  }

  #giveBack(receiptHandle: string): void {
    const held = this.#inFlight.get(receiptHandle);
    if (held === undefined) return;
    this.#inFlight.delete(receiptHandle);
    const { redrive } = this.spec;
    if (redrive === undefined || held.message.receiveCount < redrive.maxReceiveCount) {
      this.#show(held.message);
      return;
    }
    const { id, receiveCount } = held.message;
    this.#logs.warn(`message ${id} went to the dead-letter queue of ${this.spec.path} after ${receiveCount} tries`);
    this.#deadLetter()?.restore([held.message]);
  }

  #show(message: Message): void {
    this.#visible.push(message);
    this.#onVisible?.();
  }
}
