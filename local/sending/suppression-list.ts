import type { SuppressionReason } from '../deployment.ts';
import type { MovableClock } from '../time/clock.ts';

export interface Suppressed {
  readonly address: string;
  readonly reason: SuppressionReason;
  /** Milliseconds since the epoch, on the moved clock. */
  readonly updatedAtMs: number;
  /** Of the e-mail by which it got on the list, if it was one. */
  readonly messageId?: string | undefined;
}

/** The account's list of addresses that e-mail is not sent to, whoever asks for it. */
export class SuppressionList {
  readonly #clock: MovableClock;
  readonly #entries = new Map<string, Suppressed>();

  constructor(clock: MovableClock) {
    this.#clock = clock;
  }

  put(address: string, reason: SuppressionReason, messageId?: string): void {
    // As the service keeps them: one entry for an address, however it is written.
    const key = address.toLowerCase();
    this.#entries.set(key, { address: key, reason, updatedAtMs: this.#clock.now(), messageId });
  }

  find(address: string): Suppressed | undefined {
    return this.#entries.get(address.toLowerCase());
  }

  delete(address: string): boolean {
    return this.#entries.delete(address.toLowerCase());
  }

  list(): readonly Suppressed[] {
    return [...this.#entries.values()];
  }

  restore(entries: readonly Suppressed[]): void {
    for (const entry of entries) this.#entries.set(entry.address, entry);
  }
}
