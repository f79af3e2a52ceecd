import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Dashboard, GraphWidget, type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { ResilientQueue } from '../constructs/resilient-queue.ts';
import { ServiceFunction } from '../constructs/service-function.ts';

const PERIOD = Duration.minutes(5);

export interface InsightStackProps extends StackProps {
  readonly api: HttpApi;
  /** Stacks whose functions and queues are shown, whatever they are. */
  readonly watchedStacks: readonly Stack[];
}

/** How the shop and the system are doing, on one page. */
export class InsightStack extends Stack {
  constructor(scope: Construct, id: string, props: InsightStackProps) {
    super(scope, id, props);
    // Weak: a strong reference would keep a queue from being removed as long as a dashboard shows it.
    this.node.setContext('@aws-cdk/core:defaultCrossStackReferences', 'weak');

    const watched = props.watchedStacks.flatMap((stack) => stack.node.findAll());
    const queues = watched.filter((construct) => construct instanceof ResilientQueue);
    const deadLetterQueues = watched.filter((construct) => construct instanceof DeadLetterQueue);
    const functions = watched.filter((construct) => construct instanceof ServiceFunction);

    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(7) });
    dashboard.addWidgets(
      graph('Points', [points('PointsEarned'), points('PointsReleased'), points('PointsReversed')]),
      graph('API', [
        props.api.metricCount({ statistic: 'Sum', period: PERIOD, label: 'requests' }),
        props.api.metricClientError({ statistic: 'Sum', period: PERIOD, label: '4xx' }),
        props.api.metricServerError({ statistic: 'Sum', period: PERIOD, label: '5xx' }),
      ]),
    );
    dashboard.addWidgets(
      graph('Messages waiting', queues.map(depthOf)),
      graph(
        'Dead letters',
        deadLetterQueues.map((queue) =>
          queue.metricApproximateNumberOfMessagesVisible({
            statistic: 'Maximum',
            period: PERIOD,
            label: labelOf(queue),
          }),
        ),
      ),
      graph(
        'Function errors',
        functions.map((fn) => fn.metricErrors({ statistic: 'Sum', period: PERIOD, label: labelOf(fn) })),
      ),
    );
  }
}

const depthOf = (messages: ResilientQueue): IMetric =>
  messages.queue.metricApproximateNumberOfMessagesVisible({
    statistic: 'Maximum',
    period: PERIOD,
    label: labelOf(messages),
  });

const points = (metricName: string): IMetric =>
  new Metric({
    namespace: 'Holdfast',
    metricName,
    dimensionsMap: { service: 'insight' },
    statistic: 'Sum',
    period: PERIOD,
    label: metricName,
  });

const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 8 });

/** The name under its stack: the first step of the path says what it belongs to. */
const labelOf = (construct: Construct): string => construct.node.path.split('/')[1] ?? construct.node.id;
