import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface ServiceAlarmProps {
  readonly metric: IMetric;
  /** What it means for the shop and what to do: the first thing that whoever is woken up reads. */
  readonly description: string;
  /** Raised when the metric is at or above this, or below it with `isFloor`. */
  readonly threshold: number;
  /**
   * Whether it is what lies below the threshold that is bad.
   * @default false
   */
  readonly isFloor?: boolean;
  readonly alarmTopic: ITopic;
  /**
   * Periods of the metric in a row that must be at or above the threshold.
   * @default 1
   */
  readonly evaluationPeriods?: number;
}

/** An alarm that tells the alarm topic when it is raised and when it is over. No data means nothing happened. */
export class ServiceAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: ServiceAlarmProps) {
    super(scope, id, {
      metric: props.metric,
      alarmDescription: props.description,
      threshold: props.threshold,
      evaluationPeriods: props.evaluationPeriods ?? 1,
      comparisonOperator: props.isFloor
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(props.alarmTopic);
    this.addAlarmAction(action);
    this.addOkAction(action);
  }
}
