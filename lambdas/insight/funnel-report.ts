import { FUNNEL_DAYS } from '../../programmes/kpi.ts';
import type { CsvCell } from '../kernel/csv.ts';
import type { Figures } from './figures.ts';
import { FUNNEL_STEPS, type FunnelStep, LOSS_NODES, type LossNode, STEP_BEFORE } from './funnel.ts';
import { isOver, type ReportPeriod } from './reporting-period.ts';

/** Members of a cohort who reached a step. Shares are null where there is nobody to have one. */
export interface ReachedStep {
  readonly step: FunnelStep;
  readonly members: number;
  readonly shareOfRegistered: number | null;
  readonly shareOfStepBefore: number | null;
  /** Those of the step before who did not reach this one (yet), and their share of it. */
  readonly lost: number;
  readonly lostShare: number | null;
}

export interface LostAtNode {
  readonly node: LossNode;
  readonly members: number;
  /** Of those who could be lost there: who registered, ordered, or paid. */
  readonly share: number | null;
}

export interface Funnel {
  readonly steps: readonly ReachedStep[];
  readonly nodes: readonly LostAtNode[];
}

export interface FunnelCohort extends Funnel {
  readonly cohort: string;
  readonly from: string;
  readonly to: string;
  /** Whether all of the cohort had their days to order, and to order again. */
  readonly isComplete: boolean;
}

export interface FunnelReport {
  readonly cohorts: readonly FunnelCohort[];
  /** Over the complete cohorts. */
  readonly total: Funnel & { readonly cohorts: number };
}

type Days = Pick<ReportPeriod, 'from' | 'to'>;

/** How far the members came who signed up in a period, each counted once. @param today programme-zone date */
export function reportFunnel(figures: Figures, periods: readonly ReportPeriod[], today: string): FunnelReport {
  const cohorts = periods.map(({ period: cohort, from, to }) => ({
    ...{ cohort, from, to, isComplete: isOver({ to }, FUNNEL_DAYS, today) },
    ...readFunnel(figures, [{ from, to }]),
  }));
  const complete = cohorts.filter(({ isComplete }) => isComplete);
  return { cohorts, total: { cohorts: complete.length, ...readFunnel(figures, complete) } };
}

/** How many of a cohort reached a step: those whose furthest step is that or a later one. */
export const reachedStep = (figures: Figures, step: FunnelStep, days: Days): number =>
  FUNNEL_STEPS.slice(FUNNEL_STEPS.indexOf(step)).reduce(
    (sum, furthest) => sum + figures.sum('funnel', `reached#${furthest}`, days),
    0,
  );

/** How many of a cohort were lost at a node. */
export const lostAt = (figures: Figures, node: LossNode, days: Days): number =>
  figures.sum('funnel', `lost#${node}`, days);

function readFunnel(figures: Figures, cohorts: readonly Days[]): Funnel {
  const sum = (of: (days: Days) => number) => cohorts.reduce((all, days) => all + of(days), 0);
  const reached = FUNNEL_STEPS.map((step) => ({ step, members: sum((days) => reachedStep(figures, step, days)) }));
  const reachedBy = (step: FunnelStep) => reached.find((each) => each.step === step)?.members ?? 0;
  const steps = reached.map(({ step, members }, index) => {
    const before = reached[index - 1]?.members;
    const lost = before === undefined ? 0 : before - members;
    return {
      ...{ step, members, lost },
      shareOfRegistered: share(members, reachedBy('registered')),
      shareOfStepBefore: before === undefined ? null : share(members, before),
      lostShare: before === undefined ? null : share(lost, before),
    };
  });
  const nodes = LOSS_NODES.map((node) => {
    const members = sum((days) => lostAt(figures, node, days));
    return { node, members, share: share(members, reachedBy(STEP_BEFORE[node])) };
  });
  return { steps, nodes };
}

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

export const FUNNEL_COLUMNS = [
  ...['cohort', 'from', 'to', 'complete', 'line', 'members', 'share'],
  ...['shareOfStepBefore', 'lost', 'lostShare'],
];

/** A row for each step and each node of each cohort; of a step the share is that of who registered, of a node that of who could be lost there. */
export const funnelRows = ({ cohorts }: Pick<FunnelReport, 'cohorts'>): CsvCell[][] =>
  cohorts.flatMap(({ cohort, from, to, isComplete, steps, nodes }) => {
    const whose = [cohort, from, to, isComplete];
    return [
      ...steps.map((each) => [
        ...[...whose, each.step, each.members, each.shareOfRegistered],
        ...[each.shareOfStepBefore, each.lost, each.lostShare],
      ]),
      ...nodes.map((each) => [...whose, each.node, each.members, each.share, null, null, null]),
    ];
  });
