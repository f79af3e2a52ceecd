import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readChosen, readForm, TEXT_CHARACTERS_MAX } from '../../../lambdas/surveys/answer-form.ts';
import { canAnswer, measure } from '../../../lambdas/surveys/survey.ts';
import { leavers, satisfaction } from './ready.ts';

const fill = (fields: Record<string, string> | [string, string][]) => new URLSearchParams(fields).toString();

test('a form is read question by question, and what is measured is worked out of it', () => {
  const read = readForm(fill({ 'q-nps': '9', 'q-csat': '4', 'q-reason': ' Fast. ', other: 'x' }), satisfaction());
  expect(read).toEqual({
    ok: true,
    value: { answers: { nps: ['9'], csat: ['4'] }, texts: { reason: 'Fast.' } },
  });
  expect(measure(satisfaction(), { nps: ['9'], csat: ['4'] })).toEqual({ nps: 9, csat: 4 });
  expect(measure(leavers(), { reasons: ['price', 'other'] })).toEqual({ reasons: ['price', 'other'] });
});

test.each(['11', '-1', '1.5', ' 9', '9 ', '1e1', 'NaN', '__proto__', '０'])('a score of "%s" is refused', (score) => {
  expect(readForm(fill({ 'q-nps': score }), satisfaction())).toMatchObject({
    ok: false,
    refusal: { code: 'ANSWER_INVALID', question: 'nps' },
  });
  expect(readChosen('nps', score, satisfaction())).toBeUndefined();
});

test('two scores of one question are refused, and two reasons are kept', () => {
  const two = (name: string, a: string, b: string) =>
    fill([
      [name, a],
      [name, b],
    ]);
  expect(readForm(two('q-nps', '1', '2'), satisfaction()).ok).toBe(false);
  const read = readForm(two('q-reasons', 'price', 'quality'), leavers());
  expect(read).toMatchObject({ ok: true, value: { answers: { reasons: ['price', 'quality'] } } });
});

test('what has to be answered and is not is asked again, with all that was filled in', () => {
  expect(readForm(fill({ 'q-csat': '2', 'q-reason': 'Slow' }), satisfaction())).toEqual({
    ok: false,
    refusal: {
      code: 'ANSWER_MISSING',
      questions: ['nps'],
      filled: { answers: { csat: ['2'] }, texts: { reason: 'Slow' } },
    },
  });
});

test('a question that hangs on an answer counts only with it', () => {
  const [nps, csat, reason] = satisfaction().questions;
  if (nps === undefined || csat === undefined || reason === undefined) throw new Error('three questions');
  const showIf = { question: 'nps', answers: ['0', '1', '2', '3', '4', '5', '6'] };
  const body = satisfaction({ questions: [nps, csat, { ...reason, showIf, required: true }] });
  expect(readForm(fill({ 'q-nps': '9', 'q-reason': 'Left over' }), body)).toMatchObject({
    ok: true,
    value: { texts: {} },
  });
  expect(readForm(fill({ 'q-nps': '3' }), body)).toMatchObject({ ok: false, refusal: { questions: ['reason'] } });
});

test('whatever is sent, what is kept is an answer that the question has, and a clean text of limited length', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('q-nps', 'q-csat', 'q-reason', 'x'), fc.string())), (fields) => {
      const read = readForm(fill(fields), satisfaction());
      const filled = read.ok ? read.value : 'filled' in read.refusal ? read.refusal.filled : undefined;
      for (const question of satisfaction().questions) {
        for (const answer of filled?.answers[question.id] ?? []) expect(canAnswer(question, answer)).toBe(true);
        const text = filled?.texts[question.id] ?? '';
        expect([text.isWellFormed(), text.trim()]).toEqual([true, text]);
      }
    }),
  );
  const long = readForm(fill({ 'q-nps': '1', 'q-reason': '😀'.repeat(3_000) }), satisfaction());
  expect(long.ok && [...(long.value.texts['reason'] ?? '')]).toHaveLength(TEXT_CHARACTERS_MAX);
});
