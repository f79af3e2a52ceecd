import { KPIS, RETENTION_DAYS } from '../../programmes/kpi.ts';
import { churnRate, knownBy } from './churn-rate.ts';
import type { Figures } from './figures.ts';
import { LOSS_NODES, type LossNode, STEP_BEFORE } from './funnel.ts';
import { lostAt, reachedStep } from './funnel-report.ts';
import type { ReportPeriod } from './reporting-period.ts';
import { readCohort } from './retention.ts';

/** What a figure is made of; without a denominator it is the numerator. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator?: number;
}

type ReadKpi = (figures: Figures, period: ReportPeriod) => Fraction;

const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR;

const net = (figures: Figures, period: ReportPeriod): number =>
  figures.sum('orders', 'paidMinor', period) - figures.sum('orders', 'returnedMinor', period);

const total =
  (name: 'orders' | 'points', figure: string): ReadKpi =>
  (figures, period) => ({ numerator: figures.sum(name, figure, period) });

const retentionOf =
  (days: number, kind: 'bounded' | 'unbounded'): ReadKpi =>
  (figures, period) => {
    const cohort = readCohort(figures, period);
    return { numerator: cohort[kind][days] ?? 0, denominator: cohort.size };
  };

const lossOf =
  (node: LossNode): ReadKpi =>
  (figures, period) => ({
    numerator: lostAt(figures, node, period),
    denominator: reachedStep(figures, STEP_BEFORE[node], period),
  });

/** How each KPI of `programmes/kpi.ts` is read from counters, by its id. */
const READERS: Readonly<Record<string, ReadKpi>> = {
  ...Object.fromEntries(
    RETENTION_DAYS.flatMap((days) => [
      [`retention-${days}`, retentionOf(days, 'bounded')],
      [`retention-unbounded-${days}`, retentionOf(days, 'unbounded')],
    ]),
  ),
  'next-day-conversion': (figures, period) => ({
    numerator: figures.sum('members', 'converted', period),
    denominator: figures.sum('members', 'joined', period),
  }),
  'repurchase-rate': (figures, { period }) => ({
    numerator: figures.of('buyers', period, 'repeat'),
    denominator: figures.of('buyers', period, 'buyers'),
  }),
  'active-ratio': (figures, period) => ({
    numerator: figures.of('buyers', period.period, 'buyers'),
    denominator: knownBy(figures, period.to),
  }),
  'engaged-ratio': (figures, period) => ({
    numerator: figures.of('visits', period.period, 'engaged'),
    denominator: knownBy(figures, period.to),
  }),
  'visit-interval': (figures, period) => ({
    numerator: figures.sum('visits', 'gapDays', period),
    denominator: figures.sum('visits', 'gaps', period),
  }),
  'order-value': (figures, period) => ({
    numerator: net(figures, period),
    denominator: figures.sum('orders', 'orders', period) - figures.sum('orders', 'returnedOrders', period),
  }),
  'never-redeemed': (figures) => ({
    numerator: figures.of('points', 'all', 'neverRedeemed'),
    denominator: figures.of('points', 'all', 'earners'),
  }),
  'message-click-rate': (figures, period) => ({
    numerator: figures.sum('sends', 'email#clicked', period),
    denominator: figures.sum('sends', 'email#delivered', period),
  }),
  'first-response-hours': (figures, period) => ({
    numerator: figures.sum('service', 'responseMinutes', period) / MINUTES_PER_HOUR,
    denominator: figures.sum('service', 'answered', period),
  }),
  'resolution-rate': (figures, period) => ({
    numerator: figures.sum('service', 'resolved', period),
    denominator: figures.sum('service', 'opened', period),
  }),
  'service-rating': (figures, period) => ({
    numerator: figures.sum('service', 'ratings', period),
    denominator: figures.sum('service', 'rated', period),
  }),
  'suggestions-answered': (figures, period) => ({
    numerator: figures.sum('suggestions', 'decided', period),
    denominator: figures.sum('suggestions', 'received', period),
  }),
  'suggestion-answer-days': (figures, period) => ({
    numerator: figures.sum('suggestions', 'decisionMinutes', period) / MINUTES_PER_DAY,
    denominator: figures.sum('suggestions', 'decided', period),
  }),
  nps: (figures, period) => ({
    numerator: figures.sum('answers', 'promoters', period) - figures.sum('answers', 'detractors', period),
    denominator: figures.sum('answers', 'npsAnswers', period),
  }),
  csat: (figures, period) => ({
    numerator: figures.sum('answers', 'satisfied', period),
    denominator: figures.sum('answers', 'csatAnswers', period),
  }),
  'survey-answer-rate': (figures, period) => ({
    numerator: figures.sum('answers', 'answered', period),
    denominator: figures.sum('answers', 'asked', period),
  }),
  'churn-rate': churnRate,
  ...Object.fromEntries(LOSS_NODES.map((node) => [`lost-${node}`, lossOf(node)])),
  orders: total('orders', 'orders'),
  returns: total('orders', 'returns'),
  revenue: (figures, period) => ({ numerator: net(figures, period) }),
  'points-earned': total('points', 'earned'),
  'points-reversed': total('points', 'reversed'),
  'points-spent': total('points', 'spent'),
  'points-expired': total('points', 'expired'),
  'points-outstanding': (figures, { to }) => ({
    numerator:
      ['pending', 'active', 'negative'].reduce((sum, bucket) => sum + figures.of('points', 'all', bucket), 0) -
      figures.sumAfter('points', 'outstanding', to),
  }),
};

/** Reads one KPI of one period. */
export function readKpi(id: string, figures: Figures, period: ReportPeriod): Fraction {
  const read = READERS[id];
  if (read === undefined) throw new Error(`nothing says how ${id} is read; known are ${KPIS.map((kpi) => kpi.id)}`);
  return read(figures, period);
}

/** The value of a fraction; null where there is nothing to divide by. */
export function quotient({ numerator, denominator }: Fraction): number | null {
  if (denominator === undefined) return numerator;
  return denominator > 0 ? numerator / denominator : null;
}
