import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../local/deployment.ts';
import { compilePattern } from '../../../local/messaging/event-pattern.ts';

const matches = (pattern: Json, event: unknown) => compilePattern(pattern)(event);

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const name = fc.string().filter((text) => text !== '$or');
const object = (value: fc.Arbitrary<Json>) =>
  fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 4 }).map((entries): Json => Object.fromEntries(entries));
const { event } = fc.letrec<{ event: Json; value: Json }>((tie) => ({
  event: object(tie('value')),
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'event' },
    scalar,
    fc.array(scalar, { minLength: 1, maxLength: 3 }),
    tie('event'),
  ),
}));

/** The pattern that names every leaf of an event. */
function patternOf(value: Json): Json {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return [value];
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, patternOf(inner)]));
}

describe('an event pattern', () => {
  it("made from an event's own leaves matches the event, and what is added to the event does not matter", () => {
    fc.assert(
      fc.property(event, fc.string({ minLength: 1 }), scalar, (given, key, extra) => {
        const pattern = patternOf(given);
        expect(matches(pattern, given)).toBe(true);
        expect(matches(pattern, { [key]: extra, ...(given as object) })).toBe(true);
      }),
    );
  });

  it('asks for every field: one more that the event lacks keeps it out', () => {
    fc.assert(
      fc.property(event, (given) => {
        const pattern = { ...(patternOf(given) as object), 'a field beside': ['there'] };
        fc.pre(!Object.hasOwn(given as object, 'a field beside'));
        expect(matches(pattern, given)).toBe(false);
      }),
    );
  });

  it('lets in on exactly one of a value and its anything-but, and on neither when the field is absent', () => {
    const value = fc.oneof(fc.constantFrom('gift', 'card', 'Gift'), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), value, (listed, given) => {
        const [exact, anythingBut] = [{ kind: listed }, { kind: [{ 'anything-but': listed }] }];
        expect(matches(exact, { kind: given })).toBe(!matches(anythingBut, { kind: given }));
        expect(matches(exact, {}) || matches(anythingBut, {})).toBe(false);
      }),
    );
  });

  it('matches a wildcard as splitting the text at its stars would', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '.', '(', '\n') });
    fc.assert(
      fc.property(part, part, fc.string({ unit: fc.constantFrom('a', 'b', '.', '(', '\n') }), (start, end, text) => {
        const expected = text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
        expect(matches({ sku: [{ wildcard: `${start}*${end}` }] }, { sku: text })).toBe(expected);
        expect(matches({ sku: [{ wildcard: `${start}*${end}` }] }, { sku: `${start}${text}${end}` })).toBe(true);
      }),
    );
  });
});

const CASES: readonly [what: string, pattern: Json, lets: readonly unknown[], keepsOut: readonly unknown[]][] = [
  ['null, by value', { a: [null] }, [{ a: null }], [{}, { a: 'null' }, { a: 0 }]],
  ['a number, not its text', { a: [3] }, [{ a: 3 }, { a: 3.0 }], [{ a: '3' }]],
  ['any element of a list', { a: ['x'] }, [{ a: ['y', 'x'] }, { a: [['x']] }], [{ a: [] }, { a: ['y'] }]],
  [
    'one object of a list as a whole',
    { a: { b: [1], c: [2] } },
    [{ a: [{ b: 1, c: 2 }] }],
    [{ a: [{ b: 1 }, { c: 2 }] }],
  ],
  ['a prefix', { a: [{ prefix: 'ev' }] }, [{ a: 'event' }], [{ a: 'Event' }, { a: 1 }, {}]],
  ['a prefix in any case', { a: [{ prefix: { 'equals-ignore-case': 'EV' } }] }, [{ a: 'event' }], [{ a: 'an event' }]],
  ['a suffix', { a: [{ suffix: '.png' }] }, [{ a: 'x.png' }], [{ a: 'x.PNG' }]],
  ['text in any case', { a: [{ 'equals-ignore-case': 'Vienna' }] }, [{ a: 'VIENNA' }], [{ a: 'Vienna ' }]],
  ['a star of its own', { a: [{ wildcard: 'a\\**' }] }, [{ a: 'a*' }, { a: 'a*b' }], [{ a: 'ab' }]],
  ['anything but a prefix', { a: [{ 'anything-but': { prefix: 'x' } }] }, [{ a: 'y' }], [{ a: 'xy' }, {}]],
  [
    'anything but suffixes',
    { a: [{ 'anything-but': { suffix: ['x', 'y'] } }] },
    [{ a: 'z' }],
    [{ a: 'zx' }, { a: 'zy' }],
  ],
  ['anything but a wildcard', { a: [{ 'anything-but': { wildcard: '*b*' } }] }, [{ a: 'ac' }], [{ a: 'abc' }]],
  [
    'anything but text in any case',
    { a: [{ 'anything-but': { 'equals-ignore-case': 'x' } }] },
    [{ a: 'y' }],
    [{ a: 'X' }],
  ],
  ['a range', { a: [{ numeric: ['>', 0, '<=', 5] }] }, [{ a: 5 }, { a: 0.1 }], [{ a: 0 }, { a: 5.1 }, { a: '3' }]],
  ['an equal number', { a: [{ numeric: ['=', 5] }] }, [{ a: 5 }], [{ a: 4 }]],
  ['what exists', { a: [{ exists: true }] }, [{ a: null }, { a: 0 }], [{}, { a: {} }, { a: [] }]],
  ['what is absent', { a: { b: [{ exists: false }] } }, [{}, { a: {} }, { a: { b: {} } }], [{ a: { b: null } }]],
  ['absent or a value', { a: ['x', { exists: false }] }, [{}, { a: 'x' }], [{ a: 'y' }]],
  [
    'either of two fields, beside a third',
    { c: [1], $or: [{ a: ['x'] }, { b: [{ numeric: ['>', 2] }] }] },
    [
      { c: 1, a: 'x' },
      { c: 1, b: 3 },
    ],
    [{ c: 1 }, { a: 'x' }, { c: 1, a: 'y', b: 2 }],
  ],
  ['names that every object inherits', { constructor: [{ exists: true }] }, [{ constructor: 'x' }], [{}]],
  [
    'a record of a stream',
    { eventName: ['INSERT'], dynamodb: { NewImage: { entityType: { S: ['LedgerEntry'] } } } },
    [{ eventName: 'INSERT', dynamodb: { NewImage: { entityType: { S: 'LedgerEntry' }, points: { N: '5' } } } }],
    [{ eventName: 'MODIFY', dynamodb: { NewImage: { entityType: { S: 'LedgerEntry' } } } }, { eventName: 'INSERT' }],
  ],
];

describe('an event pattern lets in', () => {
  it.each(CASES)('%s', (_, pattern, lets, keepsOut) => {
    const compiled = compilePattern(pattern);
    for (const given of lets) expect({ given, matches: compiled(given) }).toEqual({ given, matches: true });
    for (const given of keepsOut) expect({ given, matches: compiled(given) }).toEqual({ given, matches: false });
  });
});

const REFUSED: readonly [pattern: Json, names: RegExp][] = [
  [{ detail: { ip: [{ cidr: '10.0.0.0/8' }] } }, /cidr.*detail\.ip/],
  [{ a: [{ regex: 'x' }] }, /regex/],
  [{ a: [{ 'anything-but': { numeric: ['>', 1] } }] }, /numeric/],
  [{ a: [{ 'anything-but': { cidr: '10.0.0.0/8' } }] }, /cidr/],
  [{ a: [{ 'anything-but': [] }] }, /anything-but/],
  [{ a: [{ exists: 'yes' }] }, /exists/],
  [{ a: [{ prefix: 1 }] }, /prefix/],
  [{ a: [{ wildcard: 'a**b' }] }, /wildcard/],
  [{ a: [{ numeric: ['>'] }] }, /numeric/],
  [{ a: [{ numeric: ['constructor', 1] }] }, /numeric/],
  [{ a: [{ numeric: ['>', 5, '<', 1] }] }, /numeric/],
  [{ a: [{ prefix: 'x', suffix: 'y' }] }, /one operator/],
  [{ a: [['x']] }, /"a"/],
  [{ a: 'x' }, /"a"/],
  [{ a: [] }, /"a"/],
  [{ a: {} }, /"a"/],
  [{ $or: [{ a: ['x'] }] }, /\$or/],
  [[], /object/],
];

describe('an event pattern the service would reject is refused when it is compiled', () => {
  it.each(REFUSED)('%j', (pattern, names) => {
    expect(() => compilePattern(pattern)).toThrow(names);
  });
});
