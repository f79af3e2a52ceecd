import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { KPIS } from '../../programmes/kpi.ts';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { KpiAlarm, kpiWidget } from '../constructs/kpi-metric.ts';
import { ResilientQueue } from '../constructs/resilient-queue.ts';
import { ScheduledJob } from '../constructs/scheduled-job.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { allowTable } from '../constructs/table-access.ts';
import type { ServiceStackProps } from './service-stack.ts';

const PERIOD = Duration.minutes(5);

export interface InsightStackProps extends ServiceStackProps {
  readonly api: HttpApi;
  /** Stacks whose functions and queues are shown, whatever they are. */
  readonly watchedStacks: readonly Stack[];
}

/** How the shop and the system are doing: the KPIs as metrics, each night, and both on one page. */
export class InsightStack extends Stack {
  constructor(scope: Construct, id: string, props: InsightStackProps) {
    super(scope, id, props);
    // Weak: a strong reference would keep a queue from being removed as long as a dashboard shows it.
    this.node.setContext('@aws-cdk/core:defaultCrossStackReferences', 'weak');

    this.#publishKpis(props);
    this.#proveLedger(props);
    this.#exportLiability(props);
    const watched = [this, ...props.watchedStacks].flatMap((stack) => stack.node.findAll());
    const queues = watched.filter((construct) => construct instanceof ResilientQueue);
    const deadLetterQueues = watched.filter((construct) => construct instanceof DeadLetterQueue);
    const functions = watched.filter((construct) => construct instanceof ServiceFunction);

    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(90) });
    const { targets } = props.settings;
    dashboard.addWidgets(...KPIS.filter(({ isMetric }) => isMetric).map((kpi) => kpiWidget(kpi, targets[kpi.id])));
    dashboard.addWidgets(
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

  /** After midnight, when yesterday is whole, at an hour that no zone skips; and before the shop opens. */
  #publishKpis({ table, settings, operations }: InsightStackProps): void {
    const job = new ScheduledJob(this, 'PublishKpis', {
      ...operations,
      entry: 'insight/functions/publish-kpis.ts',
      job: 'the nightly figures',
      cron: { minute: '45', hour: '4' },
      timeZone: settings.timeZone,
      environment: { TABLE_NAME: table.tableName, COUNTER_SHARD_COUNT: String(settings.counterShardCount) },
    });
    allowTable(job.function, table, ['Query']);
    for (const kpi of KPIS) {
      const aim = settings.targets[kpi.id];
      if (kpi.isMetric && aim !== undefined) {
        new KpiAlarm(this, `Drift-${kpi.id}`, { kpi, aim, alarmTopic: operations.alarmTopic });
      }
    }
  }

  /** At a quiet hour: what is counted by half at that very moment is counted whole when the job is tried again. */
  #proveLedger({ table, settings, operations }: InsightStackProps): void {
    const job = new ScheduledJob(this, 'ProveLedger', {
      ...operations,
      entry: 'insight/functions/prove-ledger.ts',
      job: 'the nightly proof of the ledger',
      cron: { minute: '0', hour: '4' },
      timeZone: settings.timeZone,
      environment: { TABLE_NAME: table.tableName, COUNTER_SHARD_COUNT: String(settings.counterShardCount) },
    });
    allowTable(job.function, table, ['Query']);
  }

  /** After the proof of the ledger, of which it is the money. */
  #exportLiability({ table, archive, settings, operations }: InsightStackProps): void {
    const job = new ScheduledJob(this, 'ExportLiability', {
      ...operations,
      entry: 'insight/functions/export-liability.ts',
      job: 'the nightly liability of points',
      cron: { minute: '30', hour: '4' },
      timeZone: settings.timeZone,
      environment: {
        TABLE_NAME: table.tableName,
        COUNTER_SHARD_COUNT: String(settings.counterShardCount),
        ARCHIVE_BUCKET: archive.bucketName,
      },
    });
    allowTable(job.function, table, ['Query']);
    job.function.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:PutObject'], resources: [archive.arnForObjects('liability/*')] }),
    );
  }
}

const depthOf = (messages: ResilientQueue): IMetric =>
  messages.queue.metricApproximateNumberOfMessagesVisible({
    statistic: 'Maximum',
    period: PERIOD,
    label: labelOf(messages),
  });

const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 8 });

/** The name under its stack: the first step of the path says what it belongs to. */
const labelOf = (construct: Construct): string => construct.node.path.split('/')[1] ?? construct.node.id;
