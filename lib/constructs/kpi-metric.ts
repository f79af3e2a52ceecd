import { Duration } from 'aws-cdk-lib';
import { Color, GraphWidget, type HorizontalAnnotation, type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { KpiDefinition, KpiTarget } from '../../programmes/kpi.ts';
import { ServiceAlarm } from './service-alarm.ts';

/** It is published once a day. */
const PERIOD = Duration.days(1);
/** Days in a row that make a drift of what may be a bad day. */
const DRIFT_DAYS = 3;

/** The metric of a KPI, as the nightly job publishes it. */
export function kpiMetric({ id }: KpiDefinition): IMetric {
  return new Metric({
    namespace: 'Holdfast',
    metricName: id,
    dimensionsMap: { service: 'insight' },
    statistic: 'Average',
    period: PERIOD,
  });
}

/** A KPI over time, with lines where it should get to. */
export function kpiWidget(kpi: KpiDefinition, aim: KpiTarget | undefined): GraphWidget {
  return new GraphWidget({
    title: `${kpi.name.zh} ${kpi.name.en}`,
    left: [kpiMetric(kpi)],
    leftAnnotations: aim === undefined ? [] : annotations(aim),
    leftYAxis: { min: 0, label: kpi.unit, showUnits: false },
    width: 8,
  });
}

const annotations = ({ target, milestones = [] }: KpiTarget): HorizontalAnnotation[] => [
  ...milestones.map((value) => ({ value, label: `milestone ${value}`, color: Color.ORANGE })),
  { value: target, label: `target ${target}`, color: Color.GREEN },
];

export interface KpiAlarmProps {
  readonly kpi: KpiDefinition;
  readonly aim: KpiTarget;
  readonly alarmTopic: ITopic;
}

/** Tells that a KPI has drifted away: for days on the wrong side of its first milestone, or of its target where it has none. */
export class KpiAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, { kpi, aim, alarmTopic }: KpiAlarmProps) {
    const threshold = aim.milestones?.[0] ?? aim.target;
    const isFloor = kpi.direction === 'up';
    super(scope, id, {
      metric: kpiMetric(kpi),
      description: `${kpi.name.en} (${kpi.name.zh}) has been ${isFloor ? 'below' : 'at or above'} ${threshold} for ${DRIFT_DAYS} days. ${kpi.formula.en}.`,
      threshold,
      isFloor,
      evaluationPeriods: DRIFT_DAYS,
      alarmTopic,
    });
  }
}
