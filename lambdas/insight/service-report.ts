import { SERVICE_DAYS } from '../../programmes/kpi.ts';
import { type Interval, shareDifference, wilsonInterval } from '../kernel/statistics.ts';
import type { Figures } from './figures.ts';
import { RUN_GROUPS, type RunGroup } from './lifecycle-counts.ts';
import { isOver, type ReportPeriod } from './reporting-period.ts';
import { medianMinutes } from './response-time.ts';

/** How members were helped who asked in a period. Shares from 0 to 1, ratings from 1 to 10. */
export interface ServiceFigures {
  readonly opened: number;
  readonly answered: number;
  /** From opening to the first answer, of those that have one. */
  readonly meanResponseMinutes: number | null;
  readonly medianResponseMinutes: number | null;
  readonly resolved: number;
  readonly resolutionRate: number | null;
  /** Of the rate, 95 %. */
  readonly resolutionInterval: Interval | null;
  readonly rated: number;
  readonly rating: number | null;
}

/** What was made good of bad experiences, for members of a group, by the day on which it began. */
export interface RecoveryFigures {
  readonly started: number;
  readonly badRating: number;
  readonly lateAnswer: number;
  /** Rated well after it, and not within the window. */
  readonly satisfied: number;
  readonly expired: number;
  readonly pointsGiven: number;
  /** The budget had no points left for them. */
  readonly unfunded: number;
  /** Those whose thirty days are over. */
  readonly measured: number;
  /** Of these, who came or ordered again. */
  readonly returned: number;
  readonly returnRate: number | null;
}

export interface ServiceResult {
  readonly service: ServiceFigures;
  readonly recovery: {
    readonly treated: RecoveryFigures;
    readonly control: RecoveryFigures;
    /** Return rate of the treated less that of the control, with its 95 % interval; null where either is nobody. */
    readonly difference: (Interval & { readonly difference: number }) | null;
  };
}

export interface ServicePeriod extends ReportPeriod, ServiceResult {
  /** Whether the period is over, and its tickets had their days. */
  readonly isComplete: boolean;
}

export interface ServiceReport {
  /** Where the resolution rate should get to, if the programme says so. */
  readonly resolutionTarget: number | null;
  readonly periods: readonly ServicePeriod[];
  readonly total: ServiceResult;
}

type Days = Pick<ReportPeriod, 'from' | 'to'>;

/** How members were helped, and what making good did. @param targets of the KPIs */
export const reportService =
  ({ targets }: { readonly targets: Readonly<Record<string, { readonly target: number }>> }) =>
  /** @param today programme-zone date */
  (figures: Figures, periods: readonly ReportPeriod[], today: string): ServiceReport => ({
    resolutionTarget: targets['resolution-rate']?.target ?? null,
    periods: periods.map((period) => ({
      ...period,
      isComplete: isOver(period, SERVICE_DAYS, today),
      ...readResult(figures, period),
    })),
    total: readResult(figures, { from: periods[0]?.from ?? '', to: periods.at(-1)?.to ?? '' }),
  });

function readResult(figures: Figures, days: Days): ServiceResult {
  const [treated, control] = RUN_GROUPS.map((group) => readRecoveries(figures, group, days)) as [
    RecoveryFigures,
    RecoveryFigures,
  ];
  const shareOf = ({ returned: count, measured: size }: RecoveryFigures) => ({ count, size });
  const difference = shareDifference(shareOf(treated), shareOf(control));
  return { service: readService(figures, days), recovery: { treated, control, difference } };
}

function readService(figures: Figures, days: Days): ServiceFigures {
  const of = (figure: string) => figures.sum('service', figure, days);
  const [opened, answered, resolved, rated] = [of('opened'), of('answered'), of('resolved'), of('rated')];
  return {
    opened,
    answered,
    meanResponseMinutes: answered > 0 ? of('responseMinutes') / answered : null,
    medianResponseMinutes: medianMinutes((bin) => of(`response#${bin}`)),
    resolved,
    resolutionRate: opened > 0 ? resolved / opened : null,
    resolutionInterval: opened > 0 ? wilsonInterval({ count: resolved, size: opened }) : null,
    rated,
    rating: rated > 0 ? of('ratings') / rated : null,
  };
}

function readRecoveries(figures: Figures, group: RunGroup, days: Days): RecoveryFigures {
  const of = (figure: string) => figures.sum('recoveries', `${group}#${figure}`, days);
  const [measured, returned] = [of('measured'), of('returned')];
  return {
    started: of('started'),
    badRating: of('badRating'),
    lateAnswer: of('lateAnswer'),
    satisfied: of('satisfied'),
    expired: of('expired'),
    pointsGiven: of('points'),
    unfunded: of('unfunded'),
    measured,
    returned,
    returnRate: measured > 0 ? returned / measured : null,
  };
}
