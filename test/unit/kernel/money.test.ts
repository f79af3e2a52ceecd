import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCurrency, minorUnitDecimals, parseAmount } from '../../../lambdas/kernel/money.ts';

const currency = fc.constantFrom('JPY', 'CNY', 'KWD');

/** The decimal that a person would write for so many minor units. */
function decimal(minorUnits: number, decimals: number): string {
  const digits = String(minorUnits).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

test('whatever amount is written out in a currency of 0, 2 or 3 decimals is read back exactly', () => {
  fc.assert(
    fc.property(currency, fc.maxSafeNat(), (code, minorUnits) => {
      expect(parseAmount(decimal(minorUnits, minorUnitDecimals(code)), code)).toEqual({ ok: true, value: minorUnits });
    }),
  );
});

test('zeros behind the minor unit change nothing, any other digit there is refused', () => {
  fc.assert(
    fc.property(currency, fc.nat(), fc.nat({ max: 9 }), (code, minorUnits, digit) => {
      const decimals = minorUnitDecimals(code);
      const written = decimal(minorUnits, decimals);
      const longer = `${written}${decimals === 0 ? '.' : ''}0${digit}`;
      expect(parseAmount(longer, code).ok).toBe(digit === 0);
    }),
  );
});

test('a number is read as the decimal that it prints as, never as a nearby one', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.nat().map((minorUnits) => minorUnits / 1000),
      ),
      (amount) => {
        const read = parseAmount(amount, 'KWD');
        if (read.ok) expect(read.value / 1000).toBe(amount);
        else expect(amount).not.toBe(Number(amount.toFixed(3)));
      },
    ),
  );
});

test('what is no amount in minor units is refused, with what was given', () => {
  const strange = [
    '',
    ' ',
    '1 ',
    '1\n',
    '+1',
    '-1',
    '-0',
    '.5',
    '5.',
    '1,50',
    '1e3',
    '0x10',
    'NaN',
    'Infinity',
    '１',
    '1_000',
  ];
  for (const amount of [NaN, Infinity, -Infinity, -1, -0.01, 1e21, 1e-7, 0.1 + 0.2, ...strange]) {
    expect(parseAmount(amount, 'CNY')).toMatchObject({
      ok: false,
      refusal: { code: 'AMOUNT_INVALID', given: String(amount) },
    });
  }
});

test.each([
  { amount: '10', code: 'JPY', minorUnits: 10 },
  { amount: '10', code: 'CNY', minorUnits: 1_000 },
  { amount: '10', code: 'KWD', minorUnits: 10_000 },
  { amount: 19.99, code: 'CNY', minorUnits: 1_999 },
  { amount: 1.005, code: 'KWD', minorUnits: 1_005 },
  { amount: '0.30', code: 'CNY', minorUnits: 30 },
  { amount: 0, code: 'CNY', minorUnits: 0 },
])('$amount in $code is $minorUnits minor units', ({ amount, code, minorUnits }) => {
  expect(parseAmount(amount, code)).toEqual({ ok: true, value: minorUnits });
});

test('minus zero is plain zero', () => {
  expect(parseAmount(-0, 'CNY')).toStrictEqual({ ok: true, value: 0 });
});

test('decimals that the currency does not have are refused: 0.5 JPY, 1.005 CNY, 1.0005 KWD', () => {
  expect(parseAmount('0.5', 'JPY').ok).toBe(false);
  expect(parseAmount(1.005, 'CNY').ok).toBe(false);
  expect(parseAmount('1.0005', 'KWD').ok).toBe(false);
});

test('the largest safe integer of minor units is taken, one more is refused', () => {
  expect(parseAmount('9007199254740991', 'JPY')).toEqual({ ok: true, value: Number.MAX_SAFE_INTEGER });
  expect(parseAmount('9007199254740992', 'JPY').ok).toBe(false);
  expect(parseAmount(2 ** 53 + 1, 'JPY').ok).toBe(false);
  expect(parseAmount('90071992547409.92', 'CNY').ok).toBe(false);
});

test('the refusal says how many decimals the currency has', () => {
  expect(parseAmount('1.234', 'CNY')).toMatchObject({
    refusal: { expected: expect.stringContaining('at most 2 decimals') },
  });
});

test('a very long amount is told shortened', () => {
  const read = parseAmount('9'.repeat(10_000), 'CNY');
  expect(read.ok ? '' : read.refusal.given).toHaveLength(40);
});

test('minor units are those of ISO 4217', () => {
  const byDecimals = {
    0: ['JPY', 'KRW', 'CLP', 'VND', 'ISK'],
    2: ['CNY', 'EUR', 'USD', 'AFN', 'HUF', 'COP', 'PKR'],
    3: ['KWD', 'BHD', 'TND', 'IQD'],
  };
  for (const [decimals, codes] of Object.entries(byDecimals)) {
    for (const code of codes) expect([code, minorUnitDecimals(code)]).toEqual([code, Number(decimals)]);
  }
});

test('a currency is three upper-case letters of ISO 4217', () => {
  expect(['CNY', 'JPY', 'KWD'].every(isCurrency)).toBe(true);
  expect(['cny', 'CN', 'RMB', 'CNY ', '', 'ABC'].some(isCurrency)).toBe(false);
});
