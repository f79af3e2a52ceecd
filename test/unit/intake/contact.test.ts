import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Contact, knownTraits, mergeContacts, mergeTraits } from '../../../lambdas/intake/contact.ts';
import { mergePlaces, type Place, placeOf } from '../../../lambdas/intake/place.ts';
import type { Traits, TraitValue } from '../../../lambdas/intake/trait.ts';

type Told = Contact['traits'];

const day = (number: number) => `2026-02-${String(number).padStart(2, '0')}T00:00:00.000Z`;
const anyValue: fc.Arbitrary<TraitValue> = fc.oneof(
  fc.constantFrom('Lin', 'lin', '', null, true, 7, '7'),
  fc.constantFrom({ city: 'Xi’an', zip: '710000' }, { zip: '710000', city: 'Xi’an' }, ['a', 'b'], { city: 'Wuhan' }),
);
const anyTelling = fc.record({
  traits: fc.dictionary(fc.constantFrom('name', 'phone', 'address', 'size'), anyValue, { noNullPrototype: true }),
  at: fc.integer({ min: 1, max: 4 }).map(day),
});

const anyPlace = fc
  .array(
    fc.record({
      facts: fc.dictionary(
        fc.constantFrom('timeZone', 'country', 'locale'),
        fc.constantFrom('Asia/Tokyo', 'JP', 'ja'),
        { noNullPrototype: true },
      ),
      at: fc.integer({ min: 1, max: 4 }).map(day),
    }),
    { maxLength: 5 },
  )
  .map((tellings) => tellings.reduce<Place>((known, { facts, at }) => mergePlaces(known, placeOf(facts, at)), {}));

type Telling = { readonly traits: Traits; readonly at: string };
const contactOf = (tellings: readonly Telling[]): Told =>
  tellings.reduce<Told>((known, { traits, at }) => mergeTraits(known, traits, at), {});
const traitsOf = (traits: Told) => knownTraits({ traits });

test('whatever is told in whatever order and however often, the contact is the same', () => {
  const shuffled = fc
    .array(anyTelling, { maxLength: 8 })
    .chain((tellings) =>
      fc.tuple(
        fc.constant(tellings),
        fc.shuffledSubarray([...tellings, ...tellings], { minLength: tellings.length * 2 }),
      ),
    );
  fc.assert(
    fc.property(shuffled, ([tellings, again]) => {
      expect(contactOf(again)).toEqual(contactOf(tellings));
    }),
    { numRuns: 2_000 },
  );
});

test('whatever is told, of each trait the newest value is kept', () => {
  fc.assert(
    fc.property(fc.array(anyTelling, { maxLength: 8 }), (tellings) => {
      for (const [name, { at }] of Object.entries(contactOf(tellings))) {
        const told = tellings.filter(({ traits }) => name in traits).map((each) => each.at);
        expect(at).toBe(told.sort().at(-1));
      }
    }),
  );
});

test('two contacts are one in either order, and one with itself is itself', () => {
  const anyContact = fc.record({ traits: fc.array(anyTelling, { maxLength: 5 }).map(contactOf), place: anyPlace });
  fc.assert(
    fc.property(anyContact, anyContact, anyContact, (a, b, c) => {
      expect(mergeContacts(a, b)).toEqual(mergeContacts(b, a));
      expect(mergeContacts(mergeContacts(a, b), c)).toEqual(mergeContacts(a, mergeContacts(b, c)));
      expect(mergeContacts(a, a)).toEqual(a);
    }),
    { numRuns: 500 },
  );
});

test('of values told for one instant one wins, whichever came first and however the table orders its keys', () => {
  const a = { zip: '710000', city: 'B' };
  const sameAsA = { city: 'B', zip: '710000' };
  const other = { country: 'CN' };
  const address = (value: TraitValue) => ({ address: value });
  const winner = (...values: TraitValue[]) =>
    traitsOf(contactOf(values.map((value) => ({ traits: address(value), at: day(1) }))))['address'];
  expect(winner(a, other)).toEqual(winner(other, a));
  expect(winner(sameAsA, other)).toEqual(winner(a, other));
});

test('null takes a trait away, and what was told before it does not bring it back', () => {
  const gone = mergeTraits(mergeTraits({}, { phone: '+8613800138000' }, day(1)), { phone: null }, day(2));
  expect(traitsOf(gone)).toEqual({});
  expect(traitsOf(mergeTraits(gone, { phone: '+8613800138000' }, day(1)))).toEqual({});
  expect(traitsOf(mergeTraits(gone, { phone: '+8613900139000' }, day(3)))).toEqual({ phone: '+8613900139000' });
});

test('a trait that is not told of stays', () => {
  const known = mergeTraits({}, { name: 'Lin', size: 38 }, day(1));
  expect(traitsOf(mergeTraits(known, { size: 39 }, day(2)))).toEqual({ name: 'Lin', size: 39 });
});

test('a contact is bounded, and keeps the newest whatever the order in which they came', () => {
  const tellings = Array.from({ length: 150 }, (_, index) => ({
    traits: { [`trait-${index}`]: index },
    at: new Date(Date.UTC(2026, 0, 1) + (index % 60) * 86_400_000).toISOString(),
  }));
  const contact = contactOf(tellings);
  expect(Object.keys(contact)).toHaveLength(100);
  expect(
    Object.values(contact)
      .map(({ at }) => at)
      .sort()
      .at(0),
  ).toBe('2026-01-17T00:00:00.000Z');
  fc.assert(
    fc.property(fc.shuffledSubarray(tellings, { minLength: tellings.length }), (shuffled) => {
      expect(contactOf(shuffled)).toEqual(contact);
    }),
    { numRuns: 20 },
  );
});
