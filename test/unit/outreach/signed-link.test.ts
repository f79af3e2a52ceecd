import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDeriveKey } from '../../../lambdas/kernel/secret.ts';
import { readLink, type SignedPurpose, signLink } from '../../../lambdas/outreach/signed-link.ts';

const KEY = createDeriveKey('secret')('links');
const KINDS = ['click', 'unsubscribe', 'preferences', 'confirm', 'suggest'] as const;

const text = fc.string({ unit: 'grapheme', minLength: 1 });
const purpose: fc.Arbitrary<SignedPurpose> = fc.oneof(
  fc.record({ kind: fc.constant('click' as const), memberId: text, messageKey: text, url: fc.webUrl() }),
  fc.record({
    kind: fc.constant('unsubscribe' as const),
    memberId: text,
    channel: text,
    topic: text,
    messageKey: text,
  }),
  fc.record({ kind: fc.constant('preferences' as const), memberId: text }),
  fc.record({ kind: fc.constant('suggest' as const), memberId: text }),
  fc.record({ kind: fc.constant('confirm' as const), memberId: text, channel: text, topics: text }),
);

test('a link says what it was signed for, in letters that a URL has, and nothing of another kind', () => {
  fc.assert(
    fc.property(purpose, (signed) => {
      const token = signLink(signed, KEY);
      expect(token).toMatch(/^[A-Za-z0-9_.-]+$/);
      for (const kind of KINDS) expect(readLink(token, kind, KEY)).toEqual(kind === signed.kind ? signed : undefined);
    }),
  );
});

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ %';

test('with any character changed, left out or put in, a link says nothing', () => {
  const change = fc.constantFrom('replace', 'remove', 'insert');
  fc.assert(
    fc.property(purpose, fc.nat(), fc.constantFrom(...CHARACTERS), change, (signed, place, character, how) => {
      const token = signLink(signed, KEY);
      const at = place % token.length;
      const rest = token.slice(how === 'insert' ? at : at + 1);
      const changed = token.slice(0, at) + (how === 'remove' ? '' : character) + rest;
      fc.pre(changed !== token);
      expect(readLink(changed, signed.kind, KEY)).toBeUndefined();
    }),
    { numRuns: 1_000 },
  );
});

test('in the last character, too, only one letter is right', () => {
  const token = signLink({ kind: 'preferences', memberId: 'm-1' }, KEY);
  const right = [...CHARACTERS].filter((each) => readLink(token.slice(0, -1) + each, 'preferences', KEY) !== undefined);
  expect(right).toEqual([token.at(-1)]);
});

test('with another key, or the key of another purpose, a link says nothing', () => {
  const token = signLink({ kind: 'preferences', memberId: 'm-1' }, KEY);
  for (const key of [createDeriveKey('secret')('tokens'), createDeriveKey('other')('links'), '', `${KEY} `]) {
    expect(readLink(token, 'preferences', key)).toBeUndefined();
  }
});

test.each(['', '.', 'a.b', `${'a'.repeat(5_000)}.${'b'.repeat(22)}`, 'null', '%00.%00'])('%j is no link', (token) => {
  for (const kind of KINDS) expect(readLink(token, kind, KEY)).toBeUndefined();
});

test('the two halves of two links are none', () => {
  const [a = '', b = ''] = ['m-1', 'm-2'].map((memberId) => signLink({ kind: 'preferences', memberId }, KEY));
  expect(readLink(`${a.split('.')[0]}.${b.split('.')[1]}`, 'preferences', KEY)).toBeUndefined();
});

test('the longest link that a message can have is read', () => {
  const url = `https://shop.example/${'长'.repeat(479)}`;
  const click = { kind: 'click', memberId: '李'.repeat(128), messageKey: 'k'.repeat(102), url } as const;
  expect(readLink(signLink(click, KEY), 'click', KEY)).toEqual(click);
});

test('a hundred thousand links are signed within seconds', () => {
  const start = performance.now();
  for (let index = 0; index < 100_000; index += 1) signLink({ kind: 'preferences', memberId: `m-${index}` }, KEY);
  expect(performance.now() - start).toBeLessThan(10_000);
});
