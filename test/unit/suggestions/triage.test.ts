import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerNotice, toldAnswerOf } from '../../../lambdas/suggestions/answer-notice.ts';
import {
  type HeardSuggestion,
  SUGGESTION_STATES,
  type Suggestion,
  type SuggestionState,
} from '../../../lambdas/suggestions/suggestion.ts';
import { DUPLICATES_MAX, LISTENERS_MAX } from '../../../lambdas/suggestions/suggestion-merge.ts';
import { decideTriage, type Triage } from '../../../lambdas/suggestions/triage.ts';

const AT = '2026-06-10T04:00:00.000Z';
const YES = { en: 'From June on.', zh: '六月起。' };
const NO = { en: 'No.', zh: '不。' };

function heard(suggestionId: string, listeners: readonly string[] = [], change: Partial<Suggestion> = {}) {
  const suggestion: Suggestion = {
    ...{ suggestionId, text: 'Wrap it in paper.', channel: 'page', labels: [], state: 'NEW', createdAt: AT },
    ...{ answerCount: 0, history: [], ...change },
  };
  return { suggestion, listeners } satisfies HeardSuggestion;
}
const triage = (from: HeardSuggestion, wish: Partial<Triage>, original?: HeardSuggestion) =>
  decideTriage(from, { keyId: 'k-1', at: AT, ...wish }, original);
const codeOf = (result: ReturnType<typeof decideTriage>) => (result.ok ? 'OK' : result.refusal.code);

test('from each state only some can be reached, and the refusal says which', () => {
  const reached = (from: SuggestionState) =>
    SUGGESTION_STATES.filter(
      (state) =>
        state !== from &&
        codeOf(
          triage(
            heard('s-1', [], { state: from }),
            { state, duplicateOf: state === 'DUPLICATE' ? 's-2' : undefined },
            heard('s-2'),
          ),
        ) === 'OK',
    );
  expect(Object.fromEntries(SUGGESTION_STATES.map((state) => [state, reached(state)]))).toEqual({
    NEW: ['ACCEPTED', 'PLANNED', 'DONE', 'DECLINED', 'DUPLICATE'],
    ACCEPTED: ['PLANNED', 'DONE', 'DECLINED', 'DUPLICATE'],
    PLANNED: ['DONE', 'DECLINED', 'DUPLICATE'],
    DONE: [],
    DECLINED: ['ACCEPTED', 'PLANNED', 'DONE'],
    DUPLICATE: [],
  });
  expect(triage(heard('s-1', [], { state: 'PLANNED' }), { state: 'NEW' })).toEqual({
    ok: false,
    refusal: { code: 'STATE_UNREACHABLE', expected: 'from PLANNED: DONE, DECLINED, DUPLICATE', given: 'NEW' },
  });
});

test('an answer is told to everybody who asked, and goes with some states only', () => {
  const planned = triage(heard('s-1', ['m-1', 'm-2']), { state: 'PLANNED', answer: YES, labels: ['packing'] });
  expect(planned).toMatchObject({
    value: {
      changed: { suggestion: { state: 'PLANNED', answer: YES, answerCount: 1, answeredAt: AT, labels: ['packing'] } },
      told: { listeners: ['m-1', 'm-2'], fromListener: 0 },
    },
  });
  for (const state of ['NEW', 'ACCEPTED'] as const) {
    expect(codeOf(triage(heard('s-1'), { state, answer: YES }))).toBe('ANSWER_NOT_FOR_STATE');
  }
  expect(triage(heard('s-1'), { state: 'DONE', answer: YES })).not.toHaveProperty('value.told');
});

test('what somebody asked to hear of is not closed without an answer, and no duplicate is merged into silence', () => {
  const asked = heard('s-1', ['m-1']);
  for (const state of ['DONE', 'DECLINED'] as const) {
    expect(triage(asked, { state })).toEqual({
      ok: false,
      refusal: { code: 'ANSWER_MISSING', expected: 'an answer for those who asked to hear', given: state },
    });
    expect(codeOf(triage(heard('s-1'), { state }))).toBe('OK');
    const silent = heard('s-2', [], { state });
    const merge = { state: 'DUPLICATE', duplicateOf: 's-2' } as const;
    expect(triage(asked, merge, silent)).toMatchObject({
      refusal: { code: 'ANSWER_MISSING', expected: 'an answer to s-2 for those who asked to hear', given: state },
    });
    expect(codeOf(triage(heard('s-1'), merge, silent))).toBe('OK');
    // In its own state it can be answered, and then it takes them.
    const answered = triage(silent, { answer: NO });
    if (!answered.ok) throw new Error(answered.refusal.code);
    expect(triage(asked, merge, answered.value.changed)).toMatchObject({
      value: { told: { listeners: ['m-1'], fromListener: 0 } },
    });
  }
  expect(codeOf(triage(asked, { state: 'PLANNED' }))).toBe('OK');
});

test('what was told is replaced by the answer of a new state only, and told again with it', () => {
  const planned = triage(heard('s-1', ['m-1']), { state: 'PLANNED', answer: YES });
  if (!planned.ok) throw new Error(planned.refusal.code);
  const { changed } = planned.value;
  expect(codeOf(triage(changed, { answer: NO }))).toBe('ANSWER_GIVEN');
  expect(triage(changed, { answer: YES, labels: ['b'] })).not.toHaveProperty('value.told');
  expect(triage(changed, { state: 'DONE', answer: NO })).toMatchObject({
    value: { changed: { suggestion: { answerCount: 2 } }, told: { listeners: ['m-1'], fromListener: 0 } },
  });
  // Without words of its own a new state has none: the old ones were of another.
  expect(codeOf(triage(changed, { state: 'DONE' }))).toBe('ANSWER_MISSING');
  expect(triage({ ...changed, listeners: [] }, { state: 'DONE' })).toMatchObject({
    value: { changed: { suggestion: { answer: undefined } } },
  });
});

test('whoever asked of a duplicate hears of the other, once, and at once if that was answered', () => {
  const open = triage(
    heard('s-1', ['m-1', 'm-2']),
    { state: 'DUPLICATE', duplicateOf: 's-2' },
    heard('s-2', ['m-2', 'm-3']),
  );
  expect(open).toMatchObject({
    value: {
      changed: { suggestion: { state: 'DUPLICATE', duplicateOf: 's-2' }, listeners: [] },
      merged: { listeners: ['m-2', 'm-3', 'm-1'] },
    },
  });
  expect(open).not.toHaveProperty('value.told');
  const done = heard('s-2', ['m-2'], { state: 'DONE', answer: YES, answerCount: 1, answeredAt: AT });
  expect(triage(heard('s-1', ['m-1', 'm-2']), { state: 'DUPLICATE', duplicateOf: 's-2' }, done)).toMatchObject({
    value: { told: { suggestion: { suggestionId: 's-2' }, listeners: ['m-2', 'm-1'], fromListener: 1 } },
  });
});

test('a suggestion is decided by its first answer, or by being closed where nobody asked, and stays so', () => {
  const LATER = '2026-07-01T00:00:00.000Z';
  const decide = (from: HeardSuggestion, wish: Partial<Triage>) => {
    const result = triage(from, wish);
    if (!result.ok) throw new Error(result.refusal.code);
    return result.value.changed;
  };
  for (const state of ['ACCEPTED', 'PLANNED'] as const) {
    expect(decide(heard('s-1'), { state }).suggestion.decidedAt).toBeUndefined();
  }
  const declined = decide(heard('s-1'), { state: 'DECLINED' });
  expect(declined.suggestion.decidedAt).toBe(AT);
  const again = decide(declined, { state: 'ACCEPTED', at: LATER });
  expect(decide(again, { state: 'PLANNED', answer: YES, at: LATER }).suggestion.decidedAt).toBe(AT);
  expect(decide(heard('s-1', ['m-1']), { state: 'PLANNED', answer: YES }).suggestion.decidedAt).toBe(AT);
});

test('a duplicate waits with its own for the one that speaks for it, or is decided with it at once', () => {
  const merge = (change: Partial<Suggestion>, original: Partial<Suggestion>) => {
    const wish = { state: 'DUPLICATE', duplicateOf: 's-2' } as const;
    const result = triage(heard('s-1', [], change), wish, heard('s-2', [], original));
    if (!result.ok) return result.refusal;
    return [result.value.changed, result.value.merged].map((each) => [
      each?.suggestion.decidedAt,
      each?.suggestion.duplicatesAt ?? [],
    ]);
  };
  const [JANUARY, MAY] = ['2026-01-01T00:00:00.000Z', '2026-05-01T00:00:00.000Z'];
  expect(merge({ createdAt: MAY, duplicatesAt: [JANUARY] }, { duplicatesAt: [AT] })).toEqual([
    [undefined, []],
    [undefined, [AT, JANUARY, MAY]],
  ]);
  expect(merge({ duplicatesAt: [JANUARY] }, { decidedAt: MAY })).toEqual([
    [AT, [JANUARY]],
    [MAY, []],
  ]);
  expect(merge({ decidedAt: MAY, duplicatesAt: [JANUARY] }, {})).toEqual([
    [MAY, [JANUARY]],
    [undefined, []],
  ]);
  expect(merge({}, { duplicatesAt: Array.from({ length: DUPLICATES_MAX }, () => AT) })).toMatchObject({
    code: 'DUPLICATES_FULL',
    given: '1001',
  });
});

test('a duplicate is one of another suggestion that is none', () => {
  const into = (original?: HeardSuggestion, wish: Partial<Triage> = {}) =>
    codeOf(triage(heard('s-1', ['m-1']), { state: 'DUPLICATE', duplicateOf: 's-2', ...wish }, original));
  expect(into(undefined)).toBe('DUPLICATE_OF_UNKNOWN');
  expect(into(heard('s-1'), { duplicateOf: 's-1' })).toBe('DUPLICATE_OF_UNKNOWN');
  expect(into(heard('s-2', [], { state: 'DUPLICATE', duplicateOf: 's-3' }))).toBe('DUPLICATE_OF_DUPLICATE');
  expect(into(heard('s-2'), { duplicateOf: undefined })).toBe('DUPLICATE_OF_MISSING');
  expect(into(heard('s-2'), { state: 'ACCEPTED' })).toBe('DUPLICATE_OF_MISSING');
  expect(
    into(
      heard(
        's-2',
        Array.from({ length: LISTENERS_MAX }, (_, n) => `m-x${n}`),
      ),
    ),
  ).toBe('LISTENERS_FULL');
  const duplicate = heard('s-1', [], { state: 'DUPLICATE', duplicateOf: 's-2' });
  expect(codeOf(triage(duplicate, { duplicateOf: 's-3' }, heard('s-3')))).toBe('STATE_UNREACHABLE');
  expect(triage(duplicate, { labels: ['packing'] })).not.toHaveProperty('value.merged');
});

test('whatever is decided on a few suggestions, nobody is told one answer twice, nobody who asked is lost, and histories stay short', () => {
  const IDS = ['s-1', 's-2', 's-3'];
  const step = fc.record({
    on: fc.constantFrom(...IDS),
    state: fc.option(fc.constantFrom(...SUGGESTION_STATES), { nil: undefined }),
    duplicateOf: fc.option(fc.constantFrom(...IDS), { nil: undefined }),
    answer: fc.option(fc.constantFrom(YES, NO), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const kept = new Map(IDS.map((id, n) => [id, heard(id, [`m-${n}`, 'm-all'])]));
      const told: string[] = [];
      for (const { on, ...wish } of steps) {
        const result = triage(kept.get(on) ?? heard(on), wish, kept.get(wish.duplicateOf ?? ''));
        if (!result.ok) continue;
        const { changed, merged, told: news } = result.value;
        for (const each of merged === undefined ? [changed] : [changed, merged]) {
          kept.set(each.suggestion.suggestionId, each);
        }
        const answer = news && toldAnswerOf(news.suggestion);
        if (answer === undefined) continue;
        for (const memberId of news?.listeners.slice(news.fromListener) ?? []) {
          told.push(`${memberId} ${answerNotice(memberId, answer, AT).noticeId}`);
        }
      }
      expect(new Set(told).size).toBe(told.length);
      const all = [...kept.values()];
      // Each that itself, or one that came to speak for it, was decided, is counted by one item, once.
      const isDecided = (id: string | undefined): boolean => {
        const suggestion = id === undefined ? undefined : kept.get(id)?.suggestion;
        return suggestion !== undefined && (suggestion.decidedAt !== undefined || isDecided(suggestion.duplicateOf));
      };
      const counted = all
        .filter(({ suggestion }) => suggestion.decidedAt !== undefined)
        .reduce((sum, { suggestion }) => sum + 1 + (suggestion.duplicatesAt?.length ?? 0), 0);
      expect(counted).toBe(IDS.filter((id) => isDecided(id)).length);
      expect(new Set(all.flatMap(({ listeners }) => listeners))).toEqual(new Set(['m-0', 'm-1', 'm-2', 'm-all']));
      for (const { suggestion, listeners } of all) {
        expect(new Set(listeners).size).toBe(listeners.length);
        expect(suggestion.history.length).toBeLessThanOrEqual(50);
        expect(suggestion.state === 'DUPLICATE').toBe(suggestion.duplicateOf !== undefined);
        if (listeners.length > 0 && ['DONE', 'DECLINED'].includes(suggestion.state)) {
          expect(suggestion.answer).toBeDefined();
        }
        // Whoever listens to an answered suggestion was told its answer.
        if (suggestion.answer === undefined) continue;
        for (const memberId of listeners) {
          expect(told).toContain(`${memberId} SUGGESTION#${suggestion.suggestionId}#${suggestion.answerCount}`);
        }
      }
    }),
  );
});
