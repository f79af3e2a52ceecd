import { expect, test } from 'vitest';
import { readKpi } from '../../../lambdas/insight/kpi-values.ts';
import { listPeriods } from '../../../lambdas/insight/reporting-period.ts';
import { reportSurveys, SURVEY_COLUMNS, surveyRows } from '../../../lambdas/insight/survey-report.ts';
import { countsOf, figuresOf } from './figures-of.ts';

const invitation = (changes: object) => ({
  ...{ entityType: 'SurveyInvitation', survey: 'satisfaction', kind: 'sampled', stage: 'active' },
  ...{ invitedDay: '2026-01-01', ...changes },
});
const answer = (nps: number, csat: number, changes: object = {}) =>
  invitation({ answeredAt: '2026-01-03T04:00:00.000Z', measured: { nps, csat }, ...changes });
const [QUARTER] = listPeriods('quarter', '2026-01-01', '2026-03-31');
if (QUARTER === undefined) throw new Error('a quarter');

test('who was asked counts on that day, by stage and tier, and an answer moves the figures of that day', () => {
  expect(countsOf(invitation({ tier: 'vip' }))).toEqual({
    'surveys#2026-01#01#satisfaction#stage:active#asked': 1,
    'surveys#2026-01#01#satisfaction#tier:vip#asked': 1,
    'answers#2026-01#01#asked': 1,
  });
  const counts = countsOf(answer(9, 3));
  expect(counts).toMatchObject({ 'answers#2026-01#01#promoters': 1, 'answers#2026-01#01#csatAnswers': 1 });
  expect(counts).not.toHaveProperty('answers#2026-01#01#satisfied');
});

test('promoters answer nine or ten, detractors six or less, and satisfied is four or five', () => {
  const counts = countsOf(...Array.from({ length: 11 }, (_, nps) => answer(nps, (nps % 5) + 1)));
  expect([counts['answers#2026-01#01#promoters'], counts['answers#2026-01#01#detractors']]).toEqual([2, 7]);
  expect(counts['answers#2026-01#01#satisfied']).toBe(4);
});

test('those who left count in the report, and in no KPI', () => {
  const left = {
    survey: 'leavers',
    kind: 'leavers',
    stage: 'churned',
    measured: { reasons: ['price', 'price', 'other'] },
  };
  expect(countsOf(invitation({ ...left, answeredAt: '2026-01-03T04:00:00.000Z' }))).toEqual({
    'surveys#2026-01#01#leavers#stage:churned#asked': 1,
    'surveys#2026-01#01#leavers#stage:churned#answered': 1,
    'surveys#2026-01#01#leavers#stage:churned#reason:price': 1,
    'surveys#2026-01#01#leavers#stage:churned#reason:other': 1,
  });
});

test('a report tells all, each stage and each tier; the KPIs say the same', () => {
  const figures = figuresOf([
    answer(10, 5, { tier: 'vip' }),
    answer(9, 4, { stage: 'activated' }),
    answer(7, 3),
    answer(2, 1),
    invitation({}),
  ]);
  const { surveys } = reportSurveys(() => 21)(figures, [QUARTER], '2026-04-22');
  expect(surveys).toMatchObject([
    {
      survey: 'satisfaction',
      periods: [
        {
          ...{ period: '2026-Q1', isComplete: true },
          all: { asked: 5, answered: 4, answerRate: { value: 0.8 }, nps: { value: 0.25 }, csat: { value: 0.5 } },
          byStage: [
            { stage: 'activated', asked: 1, nps: { value: 1 } },
            { stage: 'active', asked: 4, nps: { value: 0 } },
          ],
          byTier: [{ tier: 'vip', asked: 1 }],
        },
      ],
    },
  ]);
  expect(readKpi('nps', figures, QUARTER)).toEqual({ numerator: 1, denominator: 4 });
  expect(readKpi('csat', figures, QUARTER)).toEqual({ numerator: 2, denominator: 4 });
  expect(readKpi('survey-answer-rate', figures, QUARTER)).toEqual({ numerator: 4, denominator: 5 });
  const rows = surveyRows({ surveys });
  expect(rows.map((row) => row.length)).toEqual(rows.map(() => SURVEY_COLUMNS.length));
  expect(rows.map((row) => row[5])).toEqual(['all', 'stage:activated', 'stage:active', 'tier:vip']);
});

test('of nobody there is no share', () => {
  // Whoever was asked on its last day can answer for three weeks.
  const [survey] = reportSurveys(() => 21)(figuresOf([invitation({})]), [QUARTER], '2026-04-21').surveys;
  expect(survey?.periods[0]).toMatchObject({
    isComplete: false,
    all: { asked: 1, nps: null, csat: null, reasons: [] },
  });
});
