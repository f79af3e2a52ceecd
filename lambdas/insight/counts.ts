/** What a counter counts: a figure (`dimension`) of a period under a name. Names and periods hold no `#`. */
export interface CounterId {
  readonly name: string;
  /** A month (`2026-11`), a quarter (`2026-Q4`), a year (`2026`), or `all`. */
  readonly period: string;
  readonly dimension: string;
}

/** What is added to counters, by {@link counterKey}. */
export type Counts = ReadonlyMap<string, number>;

export const counterKey = ({ name, period, dimension }: CounterId): string => `${name}#${period}#${dimension}`;

export function readCounterKey(key: string): CounterId {
  const [name = '', period = '', ...dimension] = key.split('#');
  return { name, period, dimension: dimension.join('#') };
}

/** Collects counts; adding nothing leaves no trace. */
export class Tally {
  readonly #sums = new Map<string, number>();

  add(name: string, period: string, dimension: string, by: number): void {
    this.addTo(counterKey({ name, period, dimension }), by);
  }

  /** Of one day, below its month; `day` is a programme-zone date. */
  addDay(name: string, day: string, figure: string, by: number): void {
    this.add(name, day.slice(0, 7), `${day.slice(8)}#${figure}`, by);
  }

  addAll(counts: Counts, sign: 1 | -1 = 1): void {
    for (const [key, by] of counts) this.addTo(key, sign * by);
  }

  addTo(key: string, by: number): void {
    const sum = (this.#sums.get(key) ?? 0) + by;
    if (sum === 0) this.#sums.delete(key);
    else this.#sums.set(key, sum);
  }

  get size(): number {
    return this.#sums.size;
  }

  has(key: string): boolean {
    return this.#sums.has(key);
  }

  counts(): Counts {
    return new Map(this.#sums);
  }
}

/** What counters gain where an item that counted for `before` counts for `after` now; sorted, so that it is always the same list. */
export function difference(before: Counts, after: Counts): readonly (readonly [key: string, by: number])[] {
  const tally = new Tally();
  tally.addAll(after);
  tally.addAll(before, -1);
  return [...tally.counts()].sort(([a], [b]) => (a < b ? -1 : 1));
}
