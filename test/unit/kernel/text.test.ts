import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, cleanValue } from '../../../lambdas/kernel/text.ts';

/** Texts with what senders and attackers put into them: marks that combine, controls, halves of an emoji. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
    fc.constantFrom('e', '\u0301', '\u0000', '\u0085', '\u1100', '\u1161', '\ud83d', '\ude00', '\u200d', '\ufb2c'),
  ),
});

const cleanOf = (given: unknown): unknown => {
  const cleaned = cleanValue(given);
  if ('fault' in cleaned) throw new Error(cleaned.fault.expected);
  return cleaned.value;
};

const faultOf = (given: unknown) => {
  const cleaned = cleanValue(given);
  return 'fault' in cleaned ? cleaned.fault : undefined;
};

test('a clean text stays as it is when it is cleaned again', () => {
  fc.assert(fc.property(anyText, (text) => cleanText(cleanText(text)) === cleanText(text)));
});

test('texts that a person can not tell apart are one text, whoever composed them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(cleanText(text.normalize('NFD'))).toBe(cleanText(text.normalize('NFC')));
    }),
  );
  expect(cleanText('Zoe\u0308')).toBe('Zo\u00eb');
  // A control between letter and mark would keep them apart if it were taken out last.
  expect(cleanText('Zoe\u0000\u0308')).toBe('Zo\u00eb');
});

test('of control characters only tab and line breaks stay', () => {
  const controls = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).filter((char) =>
    /\p{Cc}/u.test(char),
  );
  expect(controls).toHaveLength(65);
  expect(cleanText(`a${controls.join('')}b`)).toBe('a\t\n\rb');
});

test('emoji with their joiners, right-to-left text and overrides pass', () => {
  for (const text of ['🧧', '👩‍👩‍👧', '\u202em-1', 'שלום', '李雷', '🏴\u{e0067}\u{e0062}'])
    expect(cleanText(text)).toBe(text);
});

test('whatever JSON is cleaned, all its texts and keys are clean, or it is a fault: nothing is half clean', () => {
  const texts = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, each]) => [key, ...texts(each)]);
  };
  const anyJson = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, anyText, fc.double(), fc.constant(null), tie('list'), tie('object')),
    list: fc.array(tie('value')),
    object: fc.dictionary(anyText, tie('value'), { noNullPrototype: true }),
  })).value;
  fc.assert(
    fc.property(anyJson, (given) => {
      const cleaned = cleanValue(given);
      const isWhole = texts(given).every((text) => text.isWellFormed());
      if ('fault' in cleaned) return;
      expect(isWhole).toBe(true);
      for (const text of texts(cleaned.value)) expect(text).toBe(cleanText(text));
      expect(cleanValue(cleaned.value)).toEqual(cleaned);
    }),
  );
});

test.each(['\ud83d', '\ude00', 'm-\ud83d-1', '\ud83d\u0000\ude00'])(
  'half an emoji (%j) is refused, not replaced',
  (half) => {
    expect(faultOf({ batch: [{ userId: half }] })).toEqual({
      path: ['batch', 0, 'userId'],
      expected: 'text without lone surrogates',
      given: 'a lone surrogate',
    });
    expect(faultOf({ [half]: 1 })).toMatchObject({ path: [], given: 'a lone surrogate' });
  },
);

test.each(['__proto__', 'constructor', 'prototype', '__pro\u0000to__'])('a key %j is refused at any depth', (key) => {
  const object = JSON.parse(`{"a":[{"b":{${JSON.stringify(key)}:{"isAdmin":true}}}]}`);
  const name = key.replace('\u0000', '');
  expect(faultOf(object)).toEqual({ path: ['a', 0, 'b'], expected: 'keys that name a property', given: name });
  expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
});

test('the same words as values are only words', () => {
  const value = { a: '__proto__', b: ['constructor'], toString: 'prototype' };
  expect(cleanOf(value)).toEqual(value);
});

test('what is no text stays: numbers, null, and the order of lists', () => {
  expect(cleanOf([0, -1.5, true, null, [], {}])).toEqual([0, -1.5, true, null, [], {}]);
  expect(cleanOf(undefined)).toBeUndefined();
});
