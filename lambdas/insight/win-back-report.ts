import { type Interval, shareDifference } from '../kernel/statistics.ts';
import type { Figures } from './figures.ts';
import { RUN_GROUPS, type RunGroup } from './lifecycle-counts.ts';
import type { ReportPeriod } from './reporting-period.ts';

const JOURNEY = 'win-back';

/** Members of a group who entered in a period, and what became of them. Money in minor units; shares from 0 to 1. */
export interface RunGroupResult {
  readonly entered: number;
  /** Those of them whose window is over; all that follows is of these alone. */
  readonly measured: number;
  readonly returned: number;
  readonly returnRate: number | null;
  readonly revenueMinor: number;
  readonly revenuePerMemberMinor: number | null;
  /** Also of who came on the ladder by mistake, and is counted nowhere else: they cost as much. */
  readonly pointsGiven: number;
  /** How many reached each rung of the ladder. */
  readonly rungs: readonly { readonly rung: number; readonly members: number }[];
}

export interface WinBackResult {
  readonly treated: RunGroupResult;
  readonly control: RunGroupResult;
  /** Return rate of the treated less that of the control, with its 95 % interval; null where either is nobody. */
  readonly difference: (Interval & { readonly difference: number }) | null;
  /** Members who ordered because they were treated: the difference over all who were, with its interval. */
  readonly incrementalReturns: (Interval & { readonly value: number }) | null;
  readonly cost: {
    readonly points: number;
    /** What the points are worth at redemption; absent where the programme has none. */
    readonly minor?: number;
    /** Null unless there were more returns than without. */
    readonly perIncrementalReturn: { readonly points: number; readonly minor?: number } | null;
  };
}

export interface WinBackCohort extends WinBackResult {
  readonly cohort: string;
  readonly from: string;
  readonly to: string;
  /** Whether the period is over, and everybody measured. */
  readonly isComplete: boolean;
}

export interface WinBackReport {
  readonly currency: string;
  /** The last day of entering whose window is known to be over. */
  readonly measuredUntil: string | null;
  readonly cohorts: readonly WinBackCohort[];
  /** Over all who are measured. */
  readonly total: WinBackResult;
}

/** What the programme says of money. */
export interface WinBackSettings {
  readonly currency: string;
  /** Without it points buy nothing. */
  readonly redemption?: { readonly minorUnitsPerPoint: number } | undefined;
}

/**
 * What winning back did, by the day of entering. A return is known at once and that there was none only when the window is
 * over: so rates are of the days up to the last one with somebody who did not return. Days after it would tell of returns alone.
 */
export const reportWinBack =
  ({ currency, redemption }: WinBackSettings) =>
  /** @param today programme-zone date */
  (figures: Figures, periods: readonly ReportPeriod[], today: string): WinBackReport => {
    const measuredUntil = lastMeasuredDay(figures);
    const read = (days: Days) => {
      const groupOf = (group: RunGroup) => readGroup(figures, group, days, measuredUntil ?? '');
      return compareGroups(groupOf('treated'), groupOf('control'), redemption?.minorUnitsPerPoint);
    };
    const cohorts = periods.map(({ period: cohort, from, to }) => {
      const result = read({ from, to });
      const isMeasured = RUN_GROUPS.every((group) => result[group].measured === result[group].entered);
      return { ...{ cohort, from, to, isComplete: to < today && isMeasured }, ...result };
    });
    const total = read({ from: periods[0]?.from ?? '', to: periods.at(-1)?.to ?? '' });
    return { currency, measuredUntil, cohorts, total };
  };

function lastMeasuredDay(figures: Figures): string | null {
  const days = RUN_GROUPS.map((group) => figures.lastDay('journeys', figureOf(group, 'notReturned')));
  return (
    days
      .filter((day) => day !== undefined)
      .sort()
      .at(-1) ?? null
  );
}

type Days = Pick<ReportPeriod, 'from' | 'to'>;

const figureOf = (group: RunGroup, figure: string) => `${JOURNEY}#${group}#${figure}`;

function readGroup(figures: Figures, group: RunGroup, days: Days, until: string): RunGroupResult {
  const measuredDays = { from: days.from, to: days.to < until ? days.to : until };
  const of = (figure: string) => figures.sum('journeys', figureOf(group, figure), measuredDays);
  const returned = of('returned');
  const measured = returned + of('notReturned');
  const revenueMinor = of('revenueMinor');
  const prefix = figureOf(group, 'rung');
  const rungs = figures
    .names('journeys')
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((a, b) => a - b)
    .map((rung) => ({ rung, members: of(`rung${rung}`) }))
    .filter(({ members }) => members > 0);
  return {
    entered: figures.sum('journeys', figureOf(group, 'entered'), days),
    measured,
    returned,
    returnRate: measured > 0 ? returned / measured : null,
    revenueMinor,
    revenuePerMemberMinor: measured > 0 ? revenueMinor / measured : null,
    pointsGiven: of('points'),
    rungs,
  };
}

function compareGroups(
  treated: RunGroupResult,
  control: RunGroupResult,
  minorUnitsPerPoint: number | undefined,
): WinBackResult {
  const shareOf = ({ returned: count, measured: size }: RunGroupResult) => ({ count, size });
  const difference = shareDifference(shareOf(treated), shareOf(control));
  const { measured } = treated;
  const incrementalReturns = difference && {
    value: difference.difference * measured,
    low: difference.low * measured,
    high: difference.high * measured,
  };
  const worth = (points: number) => ({
    points,
    ...(minorUnitsPerPoint === undefined ? {} : { minor: points * minorUnitsPerPoint }),
  });
  const gained = incrementalReturns?.value ?? 0;
  const cost = {
    ...worth(treated.pointsGiven),
    perIncrementalReturn: gained > 0 ? worth(treated.pointsGiven / gained) : null,
  };
  return { treated, control, difference, incrementalReturns, cost };
}
