import type { MovableClock } from './clock.ts';
import type { Work } from './work.ts';

/**
 * `work`: something begun that goes on later (a retry, a delay, a window). Settling waits for it.
 * `schedule`: something that comes by itself for ever (a cron, a purge). Settling does not wait for it.
 */
export type TimerKind = 'work' | 'schedule';

export interface Timer {
  readonly atMs: number;
  readonly kind: TimerKind;
  readonly label: string;
  cancel(): void;
}

interface Entry extends Timer {
  readonly order: number;
  readonly run: () => void | Promise<void>;
}

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
    const entry: Entry = { atMs, kind, label, run, order: this.#order++, cancel: () => this.#heap.remove(entry) };
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

  async #step(entry: Entry): Promise<void> {
    this.#clock.moveTo(entry.atMs);
    this.#heap.remove(entry);
    await this.#run(entry);
    await this.#work.quiet();
  }

  async #run(entry: Entry): Promise<void> {
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

/** A binary heap by instant, then by order of registration; `work` timers are counted apart, for settling. */
class TimerHeap {
  #entries: Entry[] = [];
  readonly #gone = new Set<Entry>();
  readonly #work = new Set<Entry>();
  readonly #schedule = new Set<Entry>();

  push(entry: Entry): void {
    (entry.kind === 'work' ? this.#work : this.#schedule).add(entry);
    this.#entries.push(entry);
    let index = this.#entries.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfEarlier(index, parent)) break;
      index = parent;
    }
  }

  peek(): Entry | undefined {
    for (let top = this.#entries[0]; top !== undefined && this.#gone.has(top); top = this.#entries[0]) {
      this.#gone.delete(top);
      this.#dropTop();
    }
    return this.#entries[0];
  }

  remove(entry: Entry): void {
    const known = this.#work.delete(entry) || this.#schedule.delete(entry);
    if (!known) return;
    if (this.#entries[0] === entry) this.#dropTop();
    else this.#gone.add(entry);
  }

  list(kind: TimerKind): readonly Entry[] {
    return [...(kind === 'work' ? this.#work : this.#schedule)];
  }

  count(kind: TimerKind): number {
    return kind === 'work' ? this.#work.size : this.#schedule.size;
  }

  clear(): void {
    this.#entries = [];
    this.#gone.clear();
    this.#work.clear();
    this.#schedule.clear();
  }

  #dropTop(): void {
    const last = this.#entries.pop();
    if (last === undefined || this.#entries.length === 0) return;
    this.#entries[0] = last;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const child = this.#isEarlier(right, left) ? right : left;
      if (!this.#swapIfEarlier(child, index)) return;
      index = child;
    }
  }

  #isEarlier(a: number, b: number): boolean {
    const [x, y] = [this.#entries[a], this.#entries[b]];
    if (x === undefined || y === undefined) return false;
    return x.atMs !== y.atMs ? x.atMs < y.atMs : x.order < y.order;
  }

  #swapIfEarlier(a: number, b: number): boolean {
    if (!this.#isEarlier(a, b)) return false;
    const [x, y] = [this.#entries[a], this.#entries[b]];
    if (x === undefined || y === undefined) return false;
    this.#entries[a] = y;
    this.#entries[b] = x;
    return true;
  }
}
