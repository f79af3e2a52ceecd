import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smsParts } from '../../../lambdas/outreach/sms-parts.ts';

/** The rows of the table in the standard; `␛` begins an extension. */
const TABLE = [
  '@£$¥èéùìòÇ\nØø\rÅå',
  'Δ_ΦΓΛΩΠΨΣΘΞ␛ÆæßÉ',
  ' !"#¤%&\'()*+,-./',
  '0123456789:;<=>?',
  '¡ABCDEFGHIJKLMNO',
  'PQRSTUVWXYZÄÖÑÜ§',
  '¿abcdefghijklmno',
  'pqrstuvwxyzäöñüà',
];
const BASIC = TABLE.join('').replace('␛', '');
const EXTENSION = '\f^{}\\[~]|€';

const basic = fc.constantFrom(...BASIC);
const gsmText = fc.string({
  unit: fc.oneof({ weight: 4, arbitrary: basic }, { weight: 1, arbitrary: fc.constantFrom(...EXTENSION) }),
  maxLength: 700,
  size: 'max',
});
const anyText = fc.string({
  unit: fc.constantFrom('a', '会', '🧧', 'é', '👩‍👩‍👧', '\ud83d'),
  maxLength: 300,
  size: 'max',
});

/** Splits as a person would: as much as fits, one character less if that ends within one, and on with the rest. */
function naiveParts(text: string, unitsOf: (text: string) => number, alone: number, part: number): number {
  if (unitsOf(text) <= alone) return 1;
  let parts = 0;
  for (let rest = [...text]; rest.length > 0; parts += 1) {
    let taken = rest.length;
    while (unitsOf(rest.slice(0, taken).join('')) > part) taken -= 1;
    rest = rest.slice(taken);
  }
  return parts;
}

const septets = (text: string) => text.replace(/[\f^{}\\[~\]|€]/g, '__').length;

test('the tables have 127 characters and ten extensions', () => {
  expect(TABLE.map((row) => row.length)).toEqual(TABLE.map(() => 16));
  expect(new Set(BASIC).size).toBe(127);
  expect(smsParts(BASIC)).toEqual({ encoding: 'GSM-7', units: 127, parts: 1 });
  expect(smsParts(EXTENSION)).toEqual({ encoding: 'GSM-7', units: 20, parts: 1 });
});

test('every other character makes the whole text UCS-2', () => {
  const known = new Set(BASIC + EXTENSION);
  for (let code = 0; code < 0x10000; code += 1) {
    const character = String.fromCharCode(code);
    expect(smsParts(character).encoding).toBe(known.has(character) ? 'GSM-7' : 'UCS-2');
  }
});

test('a text in GSM-7 has the parts that one gets by splitting it', () => {
  fc.assert(
    fc.property(gsmText, (text) => {
      const parts = naiveParts(text, septets, 160, 153);
      expect(smsParts(text)).toEqual({ encoding: 'GSM-7', units: septets(text), parts });
    }),
  );
});

test('any other text has the parts that one gets by splitting it between characters', () => {
  fc.assert(
    fc.property(anyText, (start) => {
      const text = `${start}会`;
      const parts = naiveParts(text, (each) => each.length, 70, 67);
      expect(smsParts(text)).toEqual({ encoding: 'UCS-2', units: text.length, parts });
    }),
  );
});

test('a longer text never has fewer parts in the same encoding', () => {
  fc.assert(
    fc.property(gsmText, basic, (text, more) => {
      expect(smsParts(text + more).parts).toBeGreaterThanOrEqual(smsParts(text).parts);
    }),
  );
});

test.each([
  { text: '', encoding: 'GSM-7', units: 0, parts: 1 },
  { text: 'a'.repeat(160), encoding: 'GSM-7', units: 160, parts: 1 },
  { text: 'a'.repeat(161), encoding: 'GSM-7', units: 161, parts: 2 },
  { text: 'a'.repeat(306), encoding: 'GSM-7', units: 306, parts: 2 },
  { text: 'a'.repeat(307), encoding: 'GSM-7', units: 307, parts: 3 },
  { text: '€'.repeat(80), encoding: 'GSM-7', units: 160, parts: 1 },
  // 153 is odd: each part has one unit left over, which no extension goes into.
  { text: '€'.repeat(152), encoding: 'GSM-7', units: 304, parts: 2 },
  { text: '€'.repeat(153), encoding: 'GSM-7', units: 306, parts: 3 },
  { text: `${'a'.repeat(152)}€${'a'.repeat(152)}`, encoding: 'GSM-7', units: 306, parts: 3 },
  { text: '会'.repeat(70), encoding: 'UCS-2', units: 70, parts: 1 },
  { text: '会'.repeat(71), encoding: 'UCS-2', units: 71, parts: 2 },
  { text: '会'.repeat(134), encoding: 'UCS-2', units: 134, parts: 2 },
  { text: '会'.repeat(135), encoding: 'UCS-2', units: 135, parts: 3 },
  { text: '🧧'.repeat(35), encoding: 'UCS-2', units: 70, parts: 1 },
  // 67 is odd, too.
  { text: '🧧'.repeat(66), encoding: 'UCS-2', units: 132, parts: 2 },
  { text: '🧧'.repeat(67), encoding: 'UCS-2', units: 134, parts: 3 },
  { text: `${'a'.repeat(69)}’`, encoding: 'UCS-2', units: 70, parts: 1 },
  { text: `${'a'.repeat(70)}’`, encoding: 'UCS-2', units: 71, parts: 2 },
])('$units units of $encoding are $parts parts (%#)', ({ text, ...expected }) => {
  expect(smsParts(text)).toEqual(expected);
});
