/**
 * The clock of the local system: the real clock plus an offset that can grow. The offset lives in shared memory, so
 * that function workers see a move at once, without a message.
 */
export class MovableClock {
  readonly sharedOffset = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  readonly #offsetMs = new Float64Array(this.sharedOffset);

  constructor(offsetMs = 0) {
    this.#offsetMs[0] = offsetMs;
  }

  /** Milliseconds since the epoch, on the moved clock. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  get offsetMs(): number {
    return this.#offsetMs[0] ?? 0;
  }

  /** Moves forward to an instant; an instant that has passed changes nothing, since time never goes back. */
  moveTo(instantMs: number): void {
    const aheadMs = instantMs - this.now();
    if (aheadMs > 0) this.#offsetMs[0] = this.offsetMs + aheadMs;
  }

  /** Back to the real time; for when everything that happened is thrown away. */
  reset(): void {
    this.#offsetMs[0] = 0;
  }

  iso(): string {
    return new Date(this.now()).toISOString();
  }
}
