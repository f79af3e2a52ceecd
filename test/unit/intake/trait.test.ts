import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readContactTraits } from '../../../lambdas/intake/trait.ts';

const traitsOf = (traits: Record<string, unknown>, country = 'CN') => {
  const read = readContactTraits(traits, country);
  if (!read.ok) throw new Error(`refused at ${read.refusal.path}: ${read.refusal.expected}`);
  return read.value;
};
const faultOf = (traits: Record<string, unknown>, country = 'CN') => {
  const read = readContactTraits(traits, country);
  return read.ok ? undefined : read.refusal;
};

test.each([
  ['Lin.Wang+Kites@EXAMPLE.Com', 'Lin.Wang+Kites@example.com'],
  ['  lin@example.com\n', 'lin@example.com'],
  ['lin@Bücher.Example', 'lin@bücher.example'],
  ["o'lin@example.co.uk", "o'lin@example.co.uk"],
])('%j is kept as %s: only the domain is the same in any case', (email, kept) => {
  expect(traitsOf({ email })).toEqual({ email: kept });
});

test.each([
  'lin',
  'lin@example',
  '@example.com',
  'lin@@example.com',
  'lin wang@example.com',
  'lin@example.com, eve@example.com',
  'eve@example.org,lin@example.com',
  'Lin <lin@example.com>',
  'lin@example.com\r\nBcc: eve@example.com',
  `${'l'.repeat(250)}@x.co`,
  7,
  ['lin@example.com'],
])('%j is no e-mail address, and is not said back', (email) => {
  expect(faultOf({ email })).toEqual({
    code: 'EVENT_INVALID',
    path: '$.traits.email',
    expected: 'an e-mail address',
    given: 'another text',
  });
});

test.each([
  ['CN', '138 0013 8000', '+8613800138000'],
  ['CN', '0086-138-0013-8000', '+8613800138000'],
  ['CN', 13_800_138_000, '+8613800138000'],
  ['CN', '(010) 6552 9988', '+861065529988'],
  ['CN', '+1 (415) 555-2671', '+14155552671'],
  ['US', '415.555.2671', '+14155552671'],
  ['US', '011 44 20 7946 0958', '+442079460958'],
  ['GB', '07911 123456', '+447911123456'],
  ['DE', '030 901820', '+4930901820'],
  ['FR', '06 12 34 56 78', '+33612345678'],
  ['IT', '06 6982', '+39066982'],
  ['JP', '090-1234-5678', '+819012345678'],
  ['KW', '5000 1234', '+96550001234'],
  ['BR', '(11) 96123-4567', '+5511961234567'],
  ['CN', '+８６ １３８ ００１３ ８０００', '+8613800138000'],
])('in %s, %j is the phone number %s', (country, phone, kept) => {
  expect(traitsOf({ phone }, country)).toEqual({ phone: kept });
});

test.each([
  ['CN', '12345'],
  ['CN', 'call me'],
  ['CN', '+999 1234 5678'],
  ['CN', true],
  ['ZZ', '138 0013 8000'],
])('in %s, %j is no phone number, and is not said back', (country, phone) => {
  const fault = faultOf({ phone }, country);
  expect(fault).toMatchObject({ path: '$.traits.phone', given: 'another text' });
  expect(fault?.expected).toBe(`a phone number, of ${country} or with +country code`);
});

test('a birthday is a day that there is', () => {
  for (const [birthday, kept] of [
    ['1990-05-17', '1990-05-17'],
    ['2000-02-29', '2000-02-29'],
    ['1990-05-17T00:00:00.000Z', '1990-05-17'],
    ['1959-12-31T16:00:00+08:00', '1959-12-31'],
  ]) {
    expect(traitsOf({ birthday })).toEqual({ birthday: kept });
  }
  for (const birthday of ['1990-02-30', '1999-02-29', '1990-13-01', '17.05.1990', '05-17', 643_000_000, 'soon']) {
    expect(faultOf({ birthday })).toMatchObject({ path: '$.traits.birthday', given: 'another text' });
  }
});

test('null and an empty text take a trait away, of every kind', () => {
  const traits = { email: null, phone: '', birthday: null, name: '', address: null };
  expect(traitsOf(traits)).toEqual({ email: null, phone: null, birthday: null, name: null, address: null });
  expect(traitsOf({ name: undefined })).toEqual({});
});

test('other traits are kept as they came', () => {
  const traits = {
    name: '李雷',
    sizes: [38, 39.5],
    isVip: false,
    address: { city: '西安', floor: 3, lift: null },
    zero: 0,
  };
  expect(traitsOf(traits)).toEqual(traits);
});

test('64 traits are kept, and 65 refused as a whole', () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, index]));
  expect(Object.keys(traitsOf(many(64)))).toHaveLength(64);
  expect(faultOf(many(65))).toEqual({
    code: 'EVENT_INVALID',
    path: '$.traits',
    expected: 'at most 64 traits',
    given: '65',
  });
});

test('a name of 64 characters and a value of 1,024 as JSON are kept; one more of either is refused', () => {
  expect(traitsOf({ ['n'.repeat(64)]: 1 })).toBeDefined();
  expect(faultOf({ ['n'.repeat(65)]: 1 })).toMatchObject({ path: '$.traits.…' });
  expect(traitsOf({ note: 'x'.repeat(1_022) })['note']).toHaveLength(1_022);
  expect(faultOf({ note: 'x'.repeat(1_023) })).toMatchObject({ path: '$.traits.note', given: 'another text' });
  expect(faultOf({ name: '李'.repeat(10_000) })).toMatchObject({ path: '$.traits.name' });
});

test('a name that is an address or a sentence is not repeated', () => {
  for (const name of ['lin@example.com', 'Lin Wang', '+8613800138000', '13800138000']) {
    expect(faultOf({ [name]: 'x'.repeat(2_000) })?.path).toBe('$.traits.…');
  }
});

test.each([2 ** 53, -(2 ** 53), 1e21, 1e200, 1e-120, { deep: [1, { card: 6.217e21 }] }])(
  '%j, which the table does not take, is refused before it fails a batch for ever',
  (card) => {
    expect(faultOf({ card })).toMatchObject({
      path: '$.traits.card',
      expected: 'texts and exact numbers, at most 16 levels deep',
    });
  },
);

test('a value of 16 levels is kept, and of 17 refused', () => {
  const nested = (levels: number) => Array.from({ length: levels }).reduce<unknown>((inner) => ({ inner }), 1);
  expect(traitsOf({ note: nested(16) })).toEqual({ note: nested(16) });
  expect(faultOf({ note: nested(17) })).toMatchObject({ path: '$.traits.note' });
});

test('numbers as a person has them are kept', () => {
  const traits = { a: 2 ** 53 - 1, b: -(2 ** 53 - 1), c: 0.1, d: 1e-90, e: -0 };
  expect(traitsOf(traits)).toEqual(traits);
});

test('whatever a trait is, it is kept or refused at its name, and nothing of it is said back', () => {
  fc.assert(
    fc.property(fc.constantFrom('email', 'phone', 'birthday', 'name'), fc.jsonValue(), (name, value) => {
      const fault = faultOf({ [name]: value });
      if (fault !== undefined) expect(fault).toMatchObject({ path: `$.traits.${name}`, given: 'another text' });
    }),
    { numRuns: 1_000 },
  );
});
