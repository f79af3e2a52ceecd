export interface BothLanguages {
  readonly en: string;
  readonly zh: string;
}

/** Periods that a figure is told for. */
export const GRAINS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Grain = (typeof GRAINS)[number];

export interface KpiDefinition {
  readonly id: string;
  readonly name: BothLanguages;
  /** What is divided by what, of whom, in which window. */
  readonly formula: BothLanguages;
  /** Money in minor units of the programme's currency; a ratio from 0 to 1, NPS from −1 to 1; a rating from 1 to 10. */
  readonly unit: 'ratio' | 'nps' | 'money' | 'days' | 'hours' | 'rating' | 'points' | 'count';
  /** Where better is. */
  readonly direction: 'up' | 'down' | 'none';
  readonly grains: readonly Grain[];
  /** Days that must have passed after a period before its figure is whole. */
  readonly maturesAfterDays: number;
  /** Whether it is a metric of CloudWatch, which costs 0.30 USD a month: with its line on the dashboard and its alarm. */
  readonly isMetric: boolean;
  /** Whether it is known of this very day only: what it counts carries no date, and of the past it is not told. */
  readonly isOfNow: boolean;
}

/** Of what is told by the month of the calendar, and no shorter time. */
export const CALENDAR: readonly Grain[] = ['month', 'quarter', 'year'];
