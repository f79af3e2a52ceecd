import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  beginSuggestion,
  type GivenSuggestion,
  suggestionIdOf,
  TEXT_CHARACTERS_MAX,
} from '../../../lambdas/suggestions/suggestion.ts';
import { listSuggestion, suggestionRows, viewSuggestion } from '../../../lambdas/suggestions/suggestion-view.ts';

const NOW = new Date('2026-06-10T04:00:00.000Z');
const GIVEN: GivenSuggestion = { text: 'Wrap presents in paper.', channel: 'email', wantsReply: false };
const begin = (change: Partial<GivenSuggestion>) => beginSuggestion({ ...GIVEN, ...change }, 's-1', NOW);
const textOf = (text: string) => {
  const begun = begin({ text });
  return begun.ok ? begun.value.suggestion.text : begun.refusal.code;
};

test('whatever is typed, a kept text is well-formed, in one normal form, without control characters and within its limit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2_500 }), (typed) => {
      const text = textOf(typed);
      expect(text.isWellFormed()).toBe(true);
      expect(text.normalize('NFC')).toBe(text);
      expect(text).not.toMatch(/[^\P{Cc}\t\n]/u);
      expect(text.length).toBeLessThanOrEqual(TEXT_CHARACTERS_MAX);
      expect(textOf(text)).toBe(text);
    }),
  );
});

test.each([
  ['e\u0301', 'é'],
  ['a\u0000b\u0007', 'ab'],
  ['one\r\ntwo\rthree\n', 'one\ntwo\nthree'],
  ['\ud800', '\ufffd'],
  ['👩‍👩‍👧 礼物', '👩‍👩‍👧 礼物'],
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  [' \r\n\u0000', 'TEXT_EMPTY'],
  ['x'.repeat(TEXT_CHARACTERS_MAX), 'x'.repeat(TEXT_CHARACTERS_MAX)],
  ['x'.repeat(TEXT_CHARACTERS_MAX + 1), 'TEXT_TOO_LONG'],
  // As a form sends the longest text that it takes.
  ['x\r\n'.repeat(TEXT_CHARACTERS_MAX / 2), 'x\n'.repeat(TEXT_CHARACTERS_MAX / 2).trim()],
])('%j is kept as %j', (typed, kept) => {
  expect(textOf(typed)).toBe(kept);
});

test('whoever asks to hear of it is named, once, and nobody else is', () => {
  expect(begin({ memberId: 'm-1', wantsReply: true })).toMatchObject({ value: { listeners: ['m-1'] } });
  expect(begin({ memberId: 'm-1' })).toMatchObject({ value: { listeners: [] } });
  expect(begin({ wantsReply: true })).toEqual({ ok: false, refusal: { code: 'MEMBER_MISSING' } });
});

test('ids sort by their time, in whatever century', () => {
  const random = Buffer.from('ff00ff00ff00ff00ff00', 'hex');
  const times = ['1970-01-01', '2026-06-10', '2026-06-11', '2100-01-01', '4000-01-01'].map((day) => new Date(day));
  const ids = times.map((time) => suggestionIdOf(time, random));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids.map(({ length }) => length))).toEqual(new Set([29]));
});

test('the text is shown to whoever may read it, and to nobody else', () => {
  const begun = begin({ text: 'call me: 13800138000', labels: ['service', 'service'], memberId: 'm-1' });
  if (!begun.ok) throw new Error('refused');
  const { suggestion } = begun.value;
  expect(listSuggestion(suggestion, true)).toMatchObject({ text: 'call me: 13800138000', labels: ['service'] });
  for (const view of [listSuggestion(suggestion, false), viewSuggestion(begun.value, false)]) {
    expect(JSON.stringify(view)).not.toContain('13800138000');
  }
  expect(suggestionRows([listSuggestion(suggestion, false)]).flat()).not.toContain('call me: 13800138000');
});
