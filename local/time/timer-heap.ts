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

/** A timer with what it runs, and its place among those of the same instant. */
export interface TimerEntry extends Timer {
  readonly order: number;
  readonly run: () => void | Promise<void>;
}

/** A binary heap by instant, then by order of registration; `work` timers are counted apart, for settling. */
export class TimerHeap {
  #entries: TimerEntry[] = [];
  readonly #gone = new Set<TimerEntry>();
  readonly #work = new Set<TimerEntry>();
  readonly #schedule = new Set<TimerEntry>();

  push(entry: TimerEntry): void {
    (entry.kind === 'work' ? this.#work : this.#schedule).add(entry);
    this.#entries.push(entry);
    let index = this.#entries.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfEarlier(index, parent)) break;
      index = parent;
    }
  }

  peek(): TimerEntry | undefined {
    for (let top = this.#entries[0]; top !== undefined && this.#gone.has(top); top = this.#entries[0]) {
      this.#gone.delete(top);
      this.#dropTop();
    }
    return this.#entries[0];
  }

  remove(entry: TimerEntry): void {
    const known = this.#work.delete(entry) || this.#schedule.delete(entry);
    if (!known) return;
    if (this.#entries[0] === entry) this.#dropTop();
    else this.#gone.add(entry);
  }

  list(kind: TimerKind): readonly TimerEntry[] {
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
