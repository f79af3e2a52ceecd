import { expect, test } from 'vitest';
import { COUNTED_TYPES } from '../../lambdas/insight/index.ts';
import giftShop from '../../programmes/gift-shop.json' with { type: 'json' };
import { KPIS } from '../../programmes/kpi.ts';
import { Infrastructure, synthesize } from './templates.ts';

const production = new Infrastructure(synthesize({ stage: 'production' }));
const metrics = KPIS.filter(({ isMetric }) => isMetric);

interface Widget {
  readonly properties: {
    readonly title?: string;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly annotations?: { readonly horizontal?: readonly { readonly value: number; readonly label: string }[] };
  };
}

/** The dashboard's body is JSON in pieces, with references in between. */
function widgets(): readonly Widget[] {
  const [dashboard] = production.ofType('AWS::CloudWatch::Dashboard');
  const body = dashboard?.properties['DashboardBody'] as { 'Fn::Join': [string, (string | object)[]] };
  const text = body['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'reference')).join('');
  return (JSON.parse(text) as { widgets: Widget[] }).widgets;
}

test('every KPI that is a metric has its graph, with lines for its milestones and its target', () => {
  for (const kpi of metrics) {
    const graph = widgets().find(({ properties }) => properties.metrics?.[0]?.[1] === kpi.id);
    expect(graph?.properties.title).toBe(`${kpi.name.zh} ${kpi.name.en}`);
    const aim = (giftShop.targets as Record<string, { target: number; milestones?: number[] }>)[kpi.id];
    const lines = graph?.properties.annotations?.horizontal?.map(({ value }) => value) ?? [];
    expect(lines).toEqual(aim === undefined ? [] : [...(aim.milestones ?? []), aim.target]);
  }
});

test('figures are few, and none has a dimension of its own: a metric costs by each of them', () => {
  const own = widgets().flatMap(({ properties }) =>
    (properties.metrics ?? []).filter(([namespace]) => namespace === 'Holdfast'),
  );
  expect(own).toHaveLength(metrics.length);
  expect(metrics.length).toBeLessThanOrEqual(15);
  for (const [, , ...dimensions] of own) expect(dimensions.slice(0, 2)).toEqual(['service', 'insight']);
});

test('each target has an alarm that is raised on the wrong side of its first step, for three days', () => {
  const alarms = production
    .ofType('AWS::CloudWatch::Alarm')
    .map(({ properties }) => properties)
    .filter(({ Dimensions }) => JSON.stringify(Dimensions)?.includes('"insight"'));
  const [below, above] = ['LessThanThreshold', 'GreaterThanOrEqualToThreshold'];
  expect(
    alarms.map(({ MetricName, ComparisonOperator, Threshold }) => [MetricName, ComparisonOperator, Threshold]),
  ).toEqual([
    ['retention-30', below, 0.32],
    ['repurchase-rate', below, 0.4],
    ['active-ratio', below, 0.4],
    ['order-value', below, 28_000],
    ['churn-rate', above, 0.3],
    ['resolution-rate', below, 0.98],
  ]);
  for (const alarm of alarms) expect(alarm).toMatchObject({ EvaluationPeriods: 3, Period: 86_400 });
});

test('the stream lets in what counts, as it is and as it was, and nothing else', () => {
  const mapping = production
    .ofType('AWS::Lambda::EventSourceMapping')
    .find(({ id }) => id.includes('CountChanges'))?.properties;
  const { Filters } = (mapping?.['FilterCriteria'] ?? { Filters: [] }) as { Filters: { Pattern: string }[] };
  expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual(
    ['NewImage', 'OldImage'].map((image) => ({ dynamodb: { [image]: { entityType: { S: COUNTED_TYPES } } } })),
  );
  expect(mapping).toMatchObject({ TumblingWindowInSeconds: 60 });
  expect(mapping).not.toHaveProperty('ParallelizationFactor');
});
