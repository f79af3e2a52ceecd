import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { PROJECT_FOLDER } from '../../local/programme.ts';
import { type Item, Shop, startSystem } from './shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = new Shop(await startSystem({ startAtMs: Date.parse('2026-03-02T10:00:00Z') }));
});
afterAll(() => shop.close());

const at = (day: string, userId: string, event: object) => ({
  type: 'track',
  userId,
  timestamp: `${day}T04:00:00.000Z`,
  messageId: `${day}-${userId}-${JSON.stringify(event).length}`,
  ...event,
});
const order = (orderId: string, revenue: string) => ({
  event: 'Order Completed',
  properties: { order_id: orderId, currency: 'CNY', revenue },
});

async function prove(): Promise<Item> {
  const args = ['scripts/kpi.ts', 'recompute', '--check', '--local', shop.system.url];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PROJECT_FOLDER }).catch(
    (error: { stdout: string; stderr: string }) => ({ stdout: `${error.stdout}\n${error.stderr}` }),
  );
  return JSON.parse(stdout.trim().split('\n').at(0) ?? '') as Item;
}

const kpi = async (id: string, query: string) => {
  const { status, body } = await shop.ask('GET', `/v1/reports/kpis?${query}`);
  expect(status).toBe(200);
  return (body['kpis'] as { id: string; periods: Item[]; mean: number }[]).find((each) => each.id === id);
};

test('what members do is told by the reports, and every counter equals what the items say', async () => {
  await shop.track(at('2026-03-01', 'ann', { event: 'Signed Up' }), at('2026-03-02', 'ann', order('o-1', '100.50')));
  await shop.advanceDays(10);
  await shop.track(at('2026-03-12', 'ann', order('o-2', '300')), at('2026-03-12', 'ben', order('o-3', '50')));
  await shop.advanceDays(3);
  await shop.track(at('2026-03-15', 'ben', { event: 'Order Returned', properties: { order_id: 'o-3' } }));
  await shop.advanceDays(30);
  const range = 'from=2026-03-01&to=2026-03-31';
  expect(await kpi('next-day-conversion', range)).toMatchObject({
    periods: [{ numerator: 1, denominator: 1, isComplete: true }],
  });
  expect(await kpi('repurchase-rate', range)).toMatchObject({
    periods: [{ period: '2026-03', value: 1, denominator: 1 }],
  });
  expect(await kpi('order-value', range)).toMatchObject({
    periods: [{ value: 20_025, numerator: 40_050, denominator: 2 }],
  });
  expect(await kpi('active-ratio', range)).toMatchObject({ periods: [{ value: 0.5 }] });
  expect(await kpi('points-earned', range)).toMatchObject({ periods: [{ value: 450 }] });
  expect(await kpi('points-reversed', range)).toMatchObject({ periods: [{ value: 50 }] });
  expect(await kpi('points-outstanding', 'grain=day&from=2026-03-11&to=2026-03-15')).toMatchObject({
    periods: [100, 450, 450, 450, 400].map((value) => ({ value })),
  });
  // Ann alone has earned what she still has; of now, so that March tells nothing.
  expect(await kpi('never-redeemed', 'from=2026-03-01')).toMatchObject({
    isOfNow: true,
    periods: [
      { period: '2026-03', value: null },
      { period: '2026-04', value: 1, numerator: 1, denominator: 1 },
    ],
    mean: null,
  });
  const { body } = await shop.ask('GET', `/v1/reports/cohorts?${range}`);
  expect(body['cohorts']).toMatchObject([
    { cohort: '2026-03', size: 2, bounded: [{ returned: 1 }, { returned: 1 }, { returned: 1 }, {}, {}] },
  ]);
  expect(await prove()).toMatchObject({ differences: 0, unreadable: 0, counters: expect.any(Number) });
});

test('stages, losses and runs are told by their reports, and their counters equal what the items say', async () => {
  const change = { entityType: 'StageChange', memberId: 'zoe', at: '2026-04-10T04:00:00.000Z', day: '2026-04-10' };
  const run = { entityType: 'Run', journey: 'win-back', entry: 'e-1', enteredDay: '2026-03-03', rung: 1 };
  const items = [
    { ...keys.watch('zoe'), entityType: 'Watch', memberId: 'zoe', stage: 'churned' },
    {
      ...keys.stageChange('zoe', change.day, 'dawn', 'churned'),
      ...change,
      from: 'dormant',
      to: 'churned',
      reason: 'SILENT',
    },
    { ...keys.lossNode('ann', 'no-repeat'), entityType: 'LossNode', node: 'no-repeat', joinedDay: '2026-03-01' },
    {
      ...{ ...keys.run('zoe', 'win-back', 'e-1'), ...run, memberId: 'zoe', group: 'treated' },
      ...{ pointsGiven: 100, outcome: 'RETURNED', returnedDay: '2026-03-09', revenueMinor: 9_900 },
    },
    {
      ...{ ...keys.run('yan', 'win-back', 'e-1'), ...run, memberId: 'yan', group: 'control' },
      ...{ rung: 0, pointsGiven: 0, outcome: 'NOT_RETURNED' },
    },
  ];
  for (const item of items) await shop.putItem(item);
  await shop.system.settle();
  const read = async (report: string, range = 'from=2026-03-01') =>
    (await shop.ask('GET', `/v1/reports/${report}?${range}`)).body;
  expect(await kpi('churn-rate', 'from=2026-03-01')).toMatchObject({
    periods: [
      { period: '2026-03', numerator: 0, denominator: 0, value: null },
      { period: '2026-04', numerator: 1, denominator: 2, value: 0.5 },
    ],
  });
  const { periods } = (await read('stages')) as { periods: { moves: Item[] }[] };
  expect(periods[1]?.moves).toContainEqual({ stage: 'churned', entered: 1, left: 0, found: 0 });
  const { cohorts } = (await read('funnel')) as { cohorts: { steps: Item[]; nodes: Item[] }[] };
  expect(cohorts[0]?.steps.map(({ members }) => members)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(cohorts[0]?.nodes).toContainEqual({ node: 'no-repeat', members: 1, share: 1 });
  // Before any of the shop's own members came on the ladder.
  expect(await read('win-back', 'from=2026-03-01&to=2026-03-31')).toMatchObject({
    measuredUntil: '2026-03-03',
    total: {
      treated: { entered: 1, returnRate: 1, revenueMinor: 9_900 },
      control: { entered: 1, returnRate: 0 },
      difference: { difference: 1 },
      cost: { points: 100, minor: 100, perIncrementalReturn: { points: 100 } },
    },
  });
  expect(await prove()).toMatchObject({ differences: 0, unreadable: 0 });
});

test('suggestions are told by the day of their receipt, duplicates as decided with their original', async () => {
  let sequence = 0;
  const post = async (path: string, body: object) => {
    sequence += 1;
    const answer = await shop.ask('POST', path, body, { 'idempotency-key': `suggestion-${sequence}` });
    return { status: answer.status, suggestionId: String(answer.body['suggestionId']) };
  };
  const made: string[] = [];
  for (const text of ['Paper.', 'Paper, please.', 'Cloth.'])
    made.push((await post('/v1/suggestions', { text })).suggestionId);
  const [original, duplicate] = made;
  const triage = (id: string | undefined, body: object) => post(`/v1/suggestions/${id}/triage`, body);
  expect(await triage(duplicate, { state: 'DUPLICATE', duplicateOf: original })).toMatchObject({ status: 200 });
  await shop.advanceDays(2);
  expect(await triage(original, { state: 'DONE' })).toMatchObject({ status: 200 });
  await shop.system.settle();
  expect(await kpi('suggestions-answered', 'from=2026-04-01')).toMatchObject({
    periods: [{ numerator: 2, denominator: 3, isComplete: false }],
  });
  const days = await kpi('suggestion-answer-days', 'from=2026-04-01');
  expect(days?.periods[0]?.['value']).toBeCloseTo(2, 1);
  expect(await prove()).toMatchObject({ differences: 0, unreadable: 0 });
});

test('the liability is told by month of expiry, and its lots are what the balances say', async () => {
  const { status, body } = await shop.ask('GET', '/v1/reports/liability');
  expect(status).toBe(200);
  const value = (minor: number) => ({ faceMinor: minor, expectedMinor: minor, breakageMinor: 0 });
  expect(body).toMatchObject({
    currency: 'CNY',
    assumed: { minorUnitsPerPoint: 1, redemptionRate: 1 },
    measured: { redemptionRate: null },
    months: [{ month: '2027-03', pendingPoints: 0, activePoints: 400, value: value(400) }],
    total: { activePoints: 400, value: value(400) },
    reconciliation: [
      { bucket: 'pending', lots: 0, balances: 0, difference: 0 },
      { bucket: 'active', lots: 400, balances: 400, difference: 0 },
    ],
  });
});

test('each night the figures are published as metrics, without a dimension but the service', async () => {
  await shop.advanceDays(1);
  const lines = shop.system.logs
    .lines({ source: 'PublishKpis' })
    .filter(({ fields }) => fields?.['_aws'] !== undefined);
  const { _aws: envelope, ...figures } = lines.at(-1)?.fields ?? {};
  expect(figures).toMatchObject({
    service: 'insight',
    'repurchase-rate': 1,
    'points-outstanding': 400,
    'never-redeemed': 1,
  });
  expect(envelope).toMatchObject({ CloudWatchMetrics: [{ Namespace: 'Holdfast', Dimensions: [['service']] }] });
});

test('a counter that drifted is named, and ends the proof with a fault', async () => {
  const [counter] = await shop.partition('KPI#orders#2026-03#0');
  await shop.putItem({ ...counter, total: Number(counter?.['total']) + 1 });
  expect(await prove()).toMatchObject({ differences: 1 });
  await shop.putItem(counter ?? {});
  expect(await prove()).toMatchObject({ differences: 0 });
});

test('each night the balances are proven by the entries; a point that nobody booked raises the alarm', async () => {
  const errors = () =>
    shop.system.logs
      .lines({ source: 'ProveLedger' })
      .filter(({ message }) => message.includes('not the sum of the entries'));
  const given = () =>
    shop.system.runtime.queues
      .filter(({ spec }) => spec.path.includes('ProveLedger'))
      .reduce((sum, queue) => sum + queue.depth().visible, 0);
  await shop.advanceDays(1);
  expect(errors()).toEqual([]);
  const [points] = await shop.items('ann', 'POINTS');
  await shop.putItem({ ...points, active: Number(points?.['active'] ?? 0) + 1 });
  await shop.advanceDays(1);
  expect(errors().length).toBeGreaterThan(0);
  expect(given()).toBe(1);
  await shop.putItem(points ?? {});
  await shop.system.settle();
});

test.each(['funnel', 'win-back', 'stages', 'cohorts', 'messages'])(
  'the report %s answers as CSV too',
  async (report) => {
    const response = await fetch(`${shop.system.url}/v1/reports/${report}?format=csv`, {
      headers: { authorization: `Bearer ${shop.system.status().adminKey}` },
    });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.status).toBe(200);
  },
);

test('the figures answer as CSV too', async () => {
  const response = await fetch(
    `${shop.system.url}/v1/reports/kpis?format=csv&grain=week&from=2026-03-01&to=2026-03-14`,
    {
      headers: { authorization: `Bearer ${shop.system.status().adminKey}` },
    },
  );
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const lines = (await response.text()).split('\r\n');
  expect(lines[0]).toBe('kpi,period,from,to,value,numerator,denominator,unit,complete');
  expect(lines).toContain('orders,2026-W11,2026-03-09,2026-03-15,2,2,,count,true');
});

test.each([
  ['from=2026-03-02&to=2026-03-01', 422, 'RANGE_INVALID'],
  ['grain=day&from=2020-01-01&to=2026-01-01', 422, 'RANGE_INVALID'],
  ['from=2026-02-30', 400, 'REQUEST_INVALID'],
  ['grain=hour', 400, 'REQUEST_INVALID'],
])('a report of %s is refused with %i %s', async (query, status, code) => {
  for (const report of ['kpis', 'cohorts', 'funnel', 'win-back', 'stages']) {
    expect(await shop.ask('GET', `/v1/reports/${report}?${query}`)).toMatchObject({ status, body: { code } });
  }
});
