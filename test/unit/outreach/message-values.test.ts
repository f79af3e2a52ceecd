import fc from 'fast-check';
import { expect, test } from 'vitest';
import { greetingName, oneLine, readValues, writeCount, writeMoney } from '../../../lambdas/outreach/message-values.ts';
import { VARIABLE_KINDS, type VariableKind } from '../../../programmes/trigger.ts';

const SETTINGS = {
  currency: 'CNY',
  tierNames: { gold: { en: 'Gold', zh: '金卡' } },
  topicNames: { offers: { en: 'Offers', zh: '优惠' }, points: { en: 'Points', zh: '积分' } },
};
const read = (kind: VariableKind, value: unknown, language: 'en' | 'zh' = 'en') => {
  const result = readValues({ it: kind }, { it: value }, language, SETTINGS);
  return result.ok ? result.value['it'] : result.refusal;
};
const MISSING = { code: 'VARIABLE_MISSING', variable: 'it' };

test.each<[VariableKind, unknown, string, string]>([
  ['text', 'order 7', 'order 7', 'order 7'],
  ['text', 7, '7', '7'],
  ['text', '', '', ''],
  ['count', 1_280, '1,280', '1,280'],
  ['count', -0, '0', '0'],
  ['count', -5, '-5', '-5'],
  ['money', 128_850, 'CN¥1,288.50', '¥1,288.50'],
  ['money', 5, 'CN¥0.05', '¥0.05'],
  ['money', -0, 'CN¥0.00', '¥0.00'],
  ['day', '2026-06-01', 'June 1, 2026', '2026年6月1日'],
  ['lastDay', '2026-03-01', 'February 28, 2026', '2026年2月28日'],
  ['lastDay', '2026-01-01', 'December 31, 2025', '2025年12月31日'],
  ['month', '2026-02', 'February 2026', '2026年2月'],
  ['tier', 'gold', 'Gold', '金卡'],
  ['topic', 'offers', 'Offers', '优惠'],
  ['topics', ['offers'], 'Offers', '优惠'],
  ['topics', ['offers', 'points'], 'Offers, Points', '优惠、积分'],
  ['words', { en: 'Yes,\r\n\u202ewe <do>.', zh: '好的。' }, 'Yes, we <do>.', '好的。'],
])('as %s %j is written as %s and as %s', (kind, value, en, zh) => {
  expect([read(kind, value, 'en'), read(kind, value, 'zh')]).toEqual([en, zh]);
});

test.each<[VariableKind, readonly unknown[]]>([
  ['text', [true, {}, ['a'], Number.NaN, Number.POSITIVE_INFINITY]],
  ['count', ['10', Number.NaN, Number.NEGATIVE_INFINITY, true]],
  ['money', ['10', 12.5, Number.NaN, 1e21, 2 ** 53]],
  ['day', ['2026-02-30', '2026-13-01', '2026-6-1', '2026-06-01T00:00:00Z', 20_260_601]],
  ['lastDay', ['2026-02-30', '0000-00-00']],
  ['month', ['2026-13', '2026-00', '2026-02-01', 202_602]],
  ['tier', ['silver', 'constructor', '__proto__', 1]],
  ['topic', ['news', 'toString', 1]],
  ['topics', [[], ['offers', 'news'], ['toString'], [1], 'offers', { 0: 'offers' }]],
  ['words', ['yes', ['yes'], { zh: '好' }, { en: '' }, { en: ' \n' }, { en: 1 }, Object.create({ en: 'yes' })]],
])('as %s nothing is made of %j', (kind, values) => {
  for (const value of [...values, undefined, null]) expect(read(kind, value)).toEqual(MISSING);
});

test('whatever the data, every variable has a text, or the first without one is named', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...VARIABLE_KINDS),
      fc.anything(),
      fc.constantFrom('en', 'zh'),
      (kind, value, language) => {
        const told = read(kind, value, language as 'en');
        if (typeof told === 'string') expect(told).not.toMatch(/undefined|NaN|Infinity|Invalid|\[object/);
        else expect(told).toEqual(MISSING);
      },
    ),
  );
});

test.each([
  ['JPY', 1_288, '¥1,288', 'JP¥1,288'],
  ['KWD', 1_288, 'KWD 1.288', 'KWD 1.288'],
  ['HUF', 12_345, 'HUF 123.45', 'HUF 123.45'],
  ['USD', 100, '$1.00', 'US$1.00'],
])('money of %s has all of its decimals', (currency, minorUnits, en, zh) => {
  const written = (['en', 'zh'] as const).map((language) => writeMoney(minorUnits, currency, language));
  expect(written.map((each) => each.replace('\u00a0', ' '))).toEqual([en, zh]);
});

test('a hundred thousand figures are written within seconds', () => {
  const start = performance.now();
  for (let index = 0; index < 100_000; index += 1) {
    writeCount(index, 'en');
    writeMoney(index, 'CNY', 'zh');
  }
  expect(performance.now() - start).toBeLessThan(5_000);
});

test.each([
  ['a\u0000b\tc\r\nd\u2028e\u0085f', 'a b c d e f'],
  ['\u202egnp.exe', 'gnp.exe'],
  ['a\u200fb\u2066c\u2069\u061c', 'abc'],
  ['  Lin  ', 'Lin'],
  ['\ud800Lin', '\ufffdLin'],
  ['👩‍👩‍👧 李', '👩‍👩‍👧 李'],
])('%j is written as %j', (text, line) => {
  expect(oneLine(text)).toBe(line);
});

test('a text is one line of at most 200 characters, whatever it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      const line = oneLine(text);
      expect([...line].length).toBeLessThanOrEqual(200);
      expect(line.isWellFormed()).toBe(true);
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
  expect([...oneLine('🧧'.repeat(10_000))]).toHaveLength(200);
});

test.each(['Lin', '李雷', "O'Brien-Müller", 'José María', 'Dr. Wang', '👩‍🚀', 'X Æ A-12', '<b>', '{{ shop }}'])(
  'a greeting names %s',
  (name) => {
    expect(greetingName(name)).toBe(name);
  },
);

test.each([
  'see https://evil.example',
  'www.evil',
  'a@b',
  'evil.com',
  'evil.com/x',
  'EVIL.COM',
  'evil.c\u200eom',
  'ev\u200bil.c\u200bom',
  'ｅｖｉｌ．ｃｏｍ',
  'V信 12345678',
  'a'.repeat(41),
  'a'.repeat(10_000),
  '\u200b',
  '\u3164',
  ' \t ',
  '\u202e\u202c',
  '',
  7,
  null,
  undefined,
  { name: 'Lin' },
])('a greeting does not name %j', (name) => {
  expect(greetingName(name)).toBe('');
});
