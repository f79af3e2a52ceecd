import { expect, test } from 'vitest';
import { readKpi } from '../../../lambdas/insight/kpi-values.ts';
import { listPeriods } from '../../../lambdas/insight/reporting-period.ts';
import { countsOf, figuresOf } from './figures-of.ts';

/** Half past midnight of 2 March in Shanghai. */
const RECEIVED = { entityType: 'Suggestion', suggestionId: 's-1', createdAt: '2026-03-01T16:30:00.000Z' };

test('a suggestion counts on the day of its receipt in the zone of the programme, and for how long its decision took', () => {
  expect(countsOf({ ...RECEIVED, state: 'ACCEPTED' })).toEqual({ 'suggestions#2026-03#02#received': 1 });
  expect(countsOf({ ...RECEIVED, state: 'PLANNED', decidedAt: '2026-03-03T16:30:59.000Z' })).toEqual({
    'suggestions#2026-03#02#received': 1,
    'suggestions#2026-03#02#decided': 1,
    'suggestions#2026-03#02#decisionMinutes': 2_880,
  });
});

test('duplicates are received by themselves, and decided with the one that speaks for them', () => {
  const DUPLICATE_AT = '2026-04-10T04:00:00.000Z';
  const original = { ...RECEIVED, duplicatesAt: [DUPLICATE_AT] };
  const duplicate = { ...RECEIVED, state: 'DUPLICATE', duplicateOf: 's-1', createdAt: DUPLICATE_AT };
  expect(countsOf(original, duplicate)).toEqual({
    'suggestions#2026-03#02#received': 1,
    'suggestions#2026-04#10#received': 1,
  });
  expect(countsOf({ ...original, decidedAt: '2026-04-11T04:00:00.000Z' }, duplicate)).toMatchObject({
    'suggestions#2026-03#02#decided': 1,
    'suggestions#2026-04#10#decided': 1,
    'suggestions#2026-04#10#decisionMinutes': 1_440,
  });
});

test('the KPIs are the share that is decided, and the mean days to the decision', () => {
  const decided = (decidedAt: string) => ({ ...RECEIVED, decidedAt });
  const items = [RECEIVED, RECEIVED, decided('2026-03-02T16:30:00.000Z'), decided('2026-03-04T16:30:00.000Z')];
  const [march] = listPeriods('month', '2026-03-01', '2026-03-31');
  if (march === undefined) throw new Error('there is no March');
  expect(readKpi('suggestions-answered', figuresOf(items), march)).toEqual({ numerator: 2, denominator: 4 });
  expect(readKpi('suggestion-answer-days', figuresOf(items), march)).toEqual({ numerator: 4, denominator: 2 });
});
