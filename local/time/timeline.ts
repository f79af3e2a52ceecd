import type { MovableClock } from './clock.ts';
import { type Timer, type TimerEntry, TimerHeap, type TimerKind } from './timer-heap.ts';
import type { Work } from './work.ts';

export type { Timer, TimerKind } from './timer-heap.ts';

const SETTLE_STEPS_MAX = 20_000;
const REAL_TIMEOUT_MAX_MS = 60_000;

/**
 * The one scheduler of everything timed: delays, visibility, retries, windows, schedules, expiry. In real time it
 * fires what has come due; when the clock is moved it steps from one due instant to the next, in order, and waits
 * until all work is done before it goes on.
 */
export class Timeline {
  readonly #clock: MovableClock;
  readonly #work: Work;
  readonly #heap = new TimerHeap();
  #order = 0;
  #realTimer: NodeJS.Timeout | undefined;
  #stepping: Promise<unknown> = Promise.resolve();
  #steppers = 0;
  #stopped = false;

  constructor(clock: MovableClock, work: Work) {
    this.#clock = clock;
    this.#work = work;
  }

  now(): number {
    return this.#clock.now();
  }

  at(atMs: number, kind: TimerKind, label: string, run: () => void | Promise<void>): Timer {
    const entry: TimerEntry = { atMs, kind, label, run, order: this.#order++, cancel: () => this.#heap.remove(entry) };
    this.#heap.push(entry);
    this.#arm();
    return entry;
  }

  after(delayMs: number, kind: TimerKind, label: string, run: () => void | Promise<void>): Timer {
    return this.at(this.now() + delayMs, kind, label, run);
  }

  pending(kind: TimerKind): readonly Timer[] {
    return this.#heap.list(kind);
  }

  /** Moves the clock to an instant, stepping through all that is due on the way. */
  advanceTo(instantMs: number): Promise<{ firedCount: number }> {
    return this.#exclusively(async () => {
      let firedCount = 0;
      await this.#work.quiet();
      for (let next = this.#heap.peek(); next !== undefined && next.atMs <= instantMs; next = this.#heap.peek()) {
        await this.#step(next);
        firedCount += 1;
      }
      this.#clock.moveTo(instantMs);
      return { firedCount };
    });
  }

  /**
   * Goes on until no work is left, now or later: the clock moves to retries and windows as they come due, and what
   * is scheduled before them fires on the way. Rejects, naming what is left, if the work does not end.
   */
  settle(): Promise<{ advancedMs: number }> {
    return this.#exclusively(async () => {
      const startMs = this.now();
      const realStartMs = Date.now();
      await this.#work.quiet();
      for (let steps = 0; this.#heap.count('work') > 0; steps += 1) {
        const next = this.#heap.peek();
        if (next === undefined) break;
        if (steps >= SETTLE_STEPS_MAX) {
          throw new Error(`work does not end: after ${steps} steps "${next.label}" and others are still to come`);
        }
        await this.#step(next);
      }
      return { advancedMs: Math.max(0, this.now() - startMs - (Date.now() - realStartMs)) };
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#realTimer);
  }

  /** Drops every timer; the caller registers its schedules again. */
  clear(): void {
    this.#heap.clear();
  }

  async #step(entry: TimerEntry): Promise<void> {
    this.#clock.moveTo(entry.atMs);
    this.#heap.remove(entry);
    await this.#run(entry);
    await this.#work.quiet();
  }

  async #run(entry: TimerEntry): Promise<void> {
    await this.#work.track(`timer:${entry.label}`, async () => entry.run());
  }

  /** One mover of the clock at a time; meanwhile real time fires nothing. */
  async #exclusively<T>(run: () => Promise<T>): Promise<T> {
    this.#steppers += 1;
    const previous = this.#stepping;
    const mine = previous.catch(() => undefined).then(run);
    this.#stepping = mine;
    try {
      return await mine;
    } finally {
      this.#steppers -= 1;
      this.#arm();
    }
  }

  #arm(): void {
    clearTimeout(this.#realTimer);
    if (this.#stopped || this.#steppers > 0) return;
    const next = this.#heap.peek();
    if (next === undefined) return;
    const waitMs = Math.min(Math.max(0, next.atMs - this.now()), REAL_TIMEOUT_MAX_MS);
    this.#realTimer = setTimeout(() => this.#fireDue(), waitMs);
  }

  #fireDue(): void {
    if (this.#steppers === 0) {
      for (let next = this.#heap.peek(); next !== undefined && next.atMs <= this.now(); next = this.#heap.peek()) {
        this.#heap.remove(next);
        const { label } = next;
        this.#run(next).catch((error: unknown) => {
          process.stderr.write(`timer "${label}" failed: ${error instanceof Error ? error.stack : String(error)}\n`);
        });
      }
    }
    this.#arm();
  }
}
