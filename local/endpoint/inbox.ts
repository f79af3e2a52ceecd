import type { MovableClock } from '../time/clock.ts';

const MESSAGES_KEPT_MAX = 2_000;

export interface InboxMessage {
  readonly id: string;
  readonly at: string;
  readonly channel: 'email' | 'sms' | 'topic';
  readonly from: string | undefined;
  readonly to: readonly string[];
  readonly subject: string | undefined;
  /** The text of an SMS; of an e-mail the whole MIME message. */
  readonly body: string;
}

/** What would have left the account: e-mail, SMS and topic messages end here, for a person or a test to read. */
export class Inbox {
  readonly #clock: MovableClock;
  #messages: InboxMessage[] = [];
  #count = 0;

  constructor(clock: MovableClock) {
    this.#clock = clock;
  }

  add(message: Omit<InboxMessage, 'id' | 'at'>): InboxMessage {
    this.#count += 1;
    const kept = { id: `local-${this.#count}`, at: this.#clock.iso(), ...message };
    this.#messages.push(kept);
    if (this.#messages.length > MESSAGES_KEPT_MAX) this.#messages = this.#messages.slice(-MESSAGES_KEPT_MAX / 2);
    return kept;
  }

  /** Newest last. */
  messages(): readonly InboxMessage[] {
    return this.#messages;
  }
}
