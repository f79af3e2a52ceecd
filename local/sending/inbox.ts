import type { MovableClock } from '../time/clock.ts';
import { SentMessage, type SentMessageInput, type SentTo } from './sent-message.ts';

const MESSAGES_KEPT_MAX = 20_000;
const BYTES_KEPT_MAX = 256 * 1024 * 1024;
/** Seconds in which something was sent; more than a day of them, which is what quotas look back on. */
const SECONDS_KEPT_MAX = 100_000;
const DROPPED_AT_ONCE = 2_000;
const DAY_MS = 86_400_000;

export interface InboxFilter {
  readonly channel?: string | undefined;
  /** An address, a number or a URL, whole; upper and lower case are the same. */
  readonly to?: string | undefined;
  /** Milliseconds since the epoch, on the moved clock; inclusive. */
  readonly sinceMs?: number | undefined;
  /** The last so many. */
  readonly limit?: number | undefined;
}

/**
 * What would have left the account: e-mail, SMS, webhooks and topic messages end here, for a person or a test to read.
 * The last 20,000 are kept whole, and of all it is known how many were sent in which second.
 */
export class Inbox {
  readonly #clock: MovableClock;
  readonly #byId = new Map<string, SentMessage>();
  readonly #rates = new Map<SentTo, Map<number, number>>();
  readonly #counts = new Map<SentTo, number>();
  #messages: SentMessage[] = [];
  #firstKept = 0;
  #bytes = 0;

  constructor(clock: MovableClock) {
    this.#clock = clock;
  }

  add(input: SentMessageInput): SentMessage {
    const message = new SentMessage(input, this.#clock.now());
    this.#count(message);
    this.#messages.push(message);
    this.#byId.set(message.id, message);
    this.#bytes += message.bytes;
    while (this.#messages.length - this.#firstKept > MESSAGES_KEPT_MAX || this.#bytes > BYTES_KEPT_MAX) this.#drop();
    return message;
  }

  find(id: string): SentMessage | undefined {
    return this.#byId.get(id);
  }

  /** Newest last. */
  messages({ channel, to, sinceMs = 0, limit = MESSAGES_KEPT_MAX }: InboxFilter = {}): readonly SentMessage[] {
    const wanted = to?.toLowerCase();
    const found = this.#messages
      .slice(this.#firstKept)
      .filter(
        (message) =>
          (channel === undefined || message.channel === channel) &&
          (wanted === undefined || message.to.some((each) => each.toLowerCase() === wanted)) &&
          message.sentAtMs >= sinceMs,
      );
    return limit > 0 ? found.slice(-limit) : [];
  }

  /** How many were sent in each second of the moved clock (seconds since the epoch), those no longer kept included. */
  rates(channel: SentTo): ReadonlyMap<number, number> {
    return this.#rates.get(channel) ?? new Map();
  }

  /** All that were ever sent. */
  count(channel: SentTo): number {
    return this.#counts.get(channel) ?? 0;
  }

  sentLast24Hours(channel: SentTo): number {
    const since = Math.floor((this.#clock.now() - DAY_MS) / 1000);
    let sum = 0;
    for (const [second, count] of this.rates(channel)) if (second > since) sum += count;
    return sum;
  }

  #count({ channel, sentAtMs }: SentMessage): void {
    this.#counts.set(channel, this.count(channel) + 1);
    const rates = this.#rates.get(channel) ?? new Map<number, number>();
    this.#rates.set(channel, rates);
    const second = Math.floor(sentAtMs / 1000);
    rates.set(second, (rates.get(second) ?? 0) + 1);
    const [oldest] = rates.keys();
    if (rates.size > SECONDS_KEPT_MAX && oldest !== undefined) rates.delete(oldest);
  }

  #drop(): void {
    const dropped = this.#messages[this.#firstKept];
    if (dropped === undefined) return;
    this.#firstKept += 1;
    this.#bytes -= dropped.bytes;
    this.#byId.delete(dropped.id);
    if (this.#firstKept < DROPPED_AT_ONCE) return;
    // Shifting one at a time would move the whole list at each message.
    this.#messages = this.#messages.slice(this.#firstKept);
    this.#firstKept = 0;
  }
}
