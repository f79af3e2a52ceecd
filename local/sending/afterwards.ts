import type { Work } from '../time/work.ts';

/** Long enough for an answer to leave first, as it does where what follows comes from other machines. */
const WAIT_MS = 20;

/** Work that comes a moment after what caused it, in batches; until it is done the system is not quiet. */
export class Afterwards<T> {
  readonly #work: Work;
  readonly #label: string;
  readonly #batchMax: number;
  readonly #handle: (batch: readonly T[]) => void;
  #waiting: T[] = [];
  #isPlanned = false;

  constructor(work: Work, label: string, batchMax: number, handle: (batch: readonly T[]) => void) {
    this.#work = work;
    this.#label = label;
    this.#batchMax = batchMax;
    this.#handle = handle;
  }

  add(item: T): void {
    this.#waiting.push(item);
    this.#plan(WAIT_MS);
  }

  #plan(waitMs: number): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    const end = this.#work.begin(this.#label);
    setTimeout(() => {
      this.#isPlanned = false;
      const batch = this.#waiting.slice(0, this.#batchMax);
      this.#waiting = this.#waiting.slice(this.#batchMax);
      // One batch at a time, so that requests are answered in between.
      if (this.#waiting.length > 0) this.#plan(0);
      try {
        this.#handle(batch);
      } finally {
        end();
      }
    }, waitMs);
  }
}
