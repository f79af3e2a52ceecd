import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FUNNEL_STEPS } from '../../../lambdas/insight/funnel.ts';
import { funnelRows, reportFunnel } from '../../../lambdas/insight/funnel-report.ts';
import { readKpi } from '../../../lambdas/insight/kpi-values.ts';
import { listPeriods } from '../../../lambdas/insight/reporting-period.ts';
import { STEPS } from '../../../lambdas/members/profile.ts';
import { figuresOf, tallyOf } from './figures-of.ts';

const AT = '2026-03-10T04:00:00.000Z';
const order = (orderId: string) => ({ orderId, at: AT });
const joined = (joinedAt: string, said: object = {}) => ({
  ...{ entityType: 'Profile', memberId: 'm', joinedAt, steps: {}, firstOrders: [] },
  ...said,
});
const march = (said: object) => joined('2026-03-02T04:00:00.000Z', said);

const anyProfile = fc.record({
  steps: fc.subarray([...STEPS]).map((names) => Object.fromEntries(names.map((name) => [name, AT]))),
  firstOrders: fc.nat({ max: 2 }).map((count) => Array.from({ length: count }, (_, index) => order(`o-${index}`))),
  day: fc.integer({ min: 10, max: 28 }),
});

test('each member who signed up is in the funnel once, at one furthest step, and in all steps before it', () => {
  fc.assert(
    fc.property(fc.array(anyProfile, { maxLength: 20 }), (profiles) => {
      const items = profiles.map(({ day, ...said }) => joined(`2026-03-${day}T04:00:00.000Z`, said));
      for (const item of items) {
        const reached = [...tallyOf([item]).counts()].filter(([key]) => key.startsWith('funnel#'));
        expect(reached).toMatchObject([[expect.any(String), 1]]);
      }
      const periods = listPeriods('week', '2026-03-01', '2026-03-31');
      const { cohorts, total } = reportFunnel(figuresOf(items), periods, '2027-01-01');
      const members = cohorts.reduce((sum, { steps }) => sum + (steps[0]?.members ?? 0), 0);
      expect(members).toBe(items.length);
      expect(total.steps[0]?.members).toBe(items.length);
      for (const { steps } of [...cohorts, total]) {
        const counts = steps.map((step) => step.members);
        expect(counts).toEqual(counts.toSorted((a, b) => b - a));
        const last = counts.at(-1) ?? 0;
        expect(steps.reduce((sum, { lost }) => sum + lost, last)).toBe(counts[0] ?? 0);
      }
    }),
  );
});

test('who did not sign up is in no funnel, and neither is who was merged into another', () => {
  const funnelOf = (item: object) =>
    [
      ...tallyOf([item as Record<string, unknown>])
        .counts()
        .keys(),
    ].filter((key) => key.startsWith('funnel#'));
  expect(funnelOf({ ...march({}), joinedAt: undefined })).toEqual([]);
  expect(funnelOf(march({ forwardTo: 'm-2' }))).toEqual([]);
});

/*
 * March: a does nothing, b searches, c checks out without a cart that was seen, d places an order, e pays, f pays twice.
 * April: g pays, and the cohort is too young to be judged.
 */
const ITEMS = [
  march({}),
  march({ steps: { searched: AT } }),
  march({ steps: { checkedOut: AT } }),
  march({ steps: { ordered: AT } }),
  march({ firstOrders: [order('o-1')] }),
  march({ firstOrders: [order('o-2'), order('o-3')] }),
  joined('2026-04-30T04:00:00.000Z', { firstOrders: [order('o-4')] }),
  { entityType: 'LossNode', node: 'sign-up-silent', joinedDay: '2026-03-02' },
  { entityType: 'LossNode', node: 'order-unpaid', joinedDay: '2026-03-02' },
  { entityType: 'LossNode', node: 'no-repeat', joinedDay: '2026-03-02' },
];
const months = listPeriods('month', '2026-03-01', '2026-04-30');

test('a cohort tells how many reached each step, which share that is, and where they were lost', () => {
  const { cohorts, total } = reportFunnel(figuresOf(ITEMS), months, '2026-05-20');
  expect(cohorts.map(({ cohort, isComplete }) => [cohort, isComplete])).toEqual([
    ['2026-03', true],
    ['2026-04', false],
  ]);
  const told = cohorts[0]?.steps.map((each) => [each.step, each.members, each.lost]);
  expect(told).toEqual([
    ['registered', 6, 0],
    ['browsed', 5, 1],
    ['carted', 4, 1],
    ['ordered', 3, 1],
    ['paid', 2, 1],
    ['boughtAgain', 1, 1],
  ]);
  expect(cohorts[0]?.steps[2]).toMatchObject({ shareOfRegistered: 4 / 6, shareOfStepBefore: 4 / 5, lostShare: 1 / 5 });
  expect(cohorts[0]?.nodes).toEqual([
    { node: 'sign-up-silent', members: 1, share: 1 / 6 },
    { node: 'order-unpaid', members: 1, share: 1 / 3 },
    { node: 'no-repeat', members: 1, share: 1 / 2 },
  ]);
  expect(total).toMatchObject({ cohorts: 1, steps: cohorts[0]?.steps, nodes: cohorts[0]?.nodes });
});

test('a cohort is complete when its last member had the days to order and to order again', () => {
  const isComplete = (today: string) => reportFunnel(figuresOf([]), months, today).cohorts[0]?.isComplete;
  expect([isComplete('2026-05-08'), isComplete('2026-05-09')]).toEqual([false, true]);
});

test('a cohort of nobody has no shares', () => {
  const { total } = reportFunnel(figuresOf([]), months, '2027-01-01');
  for (const step of total.steps) expect([step.shareOfRegistered, step.lostShare]).toEqual([null, null]);
  for (const node of total.nodes) expect(node.share).toBe(null);
});

test('the nodes are KPIs too, over those who could be lost there', () => {
  const figures = figuresOf(ITEMS);
  const told = (id: string) => readKpi(id, figures, { period: '2026-03', from: '2026-03-01', to: '2026-03-31' });
  expect(told('lost-sign-up-silent')).toEqual({ numerator: 1, denominator: 6 });
  expect(told('lost-order-unpaid')).toEqual({ numerator: 1, denominator: 3 });
  expect(told('lost-no-repeat')).toEqual({ numerator: 1, denominator: 2 });
});

test('a table has a row for each step and node of a cohort', () => {
  const rows = funnelRows(reportFunnel(figuresOf(ITEMS), months, '2026-05-20'));
  expect(rows).toHaveLength(2 * (FUNNEL_STEPS.length + 3));
  expect(rows[5]).toEqual(['2026-03', '2026-03-01', '2026-03-31', true, 'boughtAgain', 1, 1 / 6, 1 / 2, 1, 1 / 2]);
  expect(rows[7]).toEqual(['2026-03', '2026-03-01', '2026-03-31', true, 'order-unpaid', 1, 1 / 3, null, null, null]);
});
