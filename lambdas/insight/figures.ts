import type { ReportPeriod } from './reporting-period.ts';

/** Counters that KPIs are read from. */
export const KPI_COUNTERS = [
  'cohort',
  'members',
  'visits',
  'buyers',
  'orders',
  'points',
  'sends',
  'funnel',
  'stages',
  'service',
  'answers',
  'suggestions',
] as const;
/** Beside them what one report each is made of, which is more of it. */
export type CounterName =
  | (typeof KPI_COUNTERS)[number]
  | 'effects'
  | 'messages'
  | 'journeys'
  | 'recoveries'
  | 'surveys';

/** Counters of one name and period, by dimension. */
export interface CountedPeriod {
  readonly name: CounterName;
  readonly period: string;
  readonly figures: ReadonlyMap<string, number>;
}

/** Counters as figures are made of them: sums over days, and what is counted of a whole period. */
export class Figures {
  readonly #whole = new Map<string, number>();
  /** By name and figure; the days of each. */
  readonly #days = new Map<string, Map<string, number>>();

  constructor(counted: readonly CountedPeriod[]) {
    for (const { name, period, figures } of counted) {
      for (const [dimension, total] of figures) this.#keep(name, period, dimension, total);
    }
  }

  /** A figure of a whole month, quarter, year, or of `all`. */
  of(name: CounterName, period: string, figure: string): number {
    return this.#whole.get(`${name}#${period}#${figure}`) ?? 0;
  }

  /** The sum of a figure over the days of a period. */
  sum(name: CounterName, figure: string, { from, to }: Pick<ReportPeriod, 'from' | 'to'>): number {
    let sum = 0;
    for (const [day, total] of this.#days.get(`${name}#${figure}`) ?? []) if (day >= from && day <= to) sum += total;
    return sum;
  }

  /** The figures of days that were read under a name. */
  names(name: CounterName): readonly string[] {
    const prefix = `${name}#`;
    return [...this.#days.keys()].flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
  }

  /** The sum of a figure over the days after a day, as far as they were read. */
  sumAfter(name: CounterName, figure: string, day: string): number {
    let sum = 0;
    for (const [each, total] of this.#days.get(`${name}#${figure}`) ?? []) if (each > day) sum += total;
    return sum;
  }

  /** The last day, as far as they were read, on which a figure counts for something. */
  lastDay(name: CounterName, figure: string): string | undefined {
    const days = [...(this.#days.get(`${name}#${figure}`) ?? [])].filter(([, total]) => total > 0);
    return days
      .map(([day]) => day)
      .reduce<string | undefined>((last, day) => (day > (last ?? '') ? day : last), undefined);
  }

  #keep(name: CounterName, period: string, dimension: string, total: number): void {
    const [day = '', ...figure] = dimension.split('#');
    // Figures of a day begin with it; a figure of the whole period has no other part.
    if (figure.length === 0) {
      this.#whole.set(`${name}#${period}#${dimension}`, total);
      return;
    }
    const key = `${name}#${figure.join('#')}`;
    const days = this.#days.get(key) ?? new Map<string, number>();
    days.set(`${period}-${day}`, total);
    this.#days.set(key, days);
  }
}
