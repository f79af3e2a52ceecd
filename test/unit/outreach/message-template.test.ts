import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTemplate } from '../../../lambdas/outreach/message-template.ts';

const fill = (text: string, values: Readonly<Record<string, string>>) => parseTemplate(text).fill(values);

test.each([
  ['Hello {{ name }}', 'Hello Lin'],
  ['{{name}}{{ name }}', 'LinLin'],
  ["{% if count == '1' %}one{% else %}{{ count }}{% endif %}", '12'],
  ["{% unless worth == '' %}worth {{ worth }}{% endunless %}.", '.'],
  ["{% case count %}{% when '12' %}a dozen{% else %}some{% endcase %}", 'a dozen'],
  ["{% if name == '' %}a{% elsif count contains '2' %}b{% endif %}", 'b'],
  ["{{ name | upcase }} {{ worth | default: 'nothing' }} {{ name | truncate: 2, '' }}", 'LIN nothing Li'],
])('%s is filled in as %s', (text, filled) => {
  expect(fill(text, { name: 'Lin', count: '12', worth: '' })).toBe(filled);
});

test('a value is put in as it is, whatever it looks like', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('{{ secret }}', '{% if %}', '{{')), (value) => {
      expect(fill('{{ name }}', { name: value, secret: 'told' })).toBe(value);
      expect(fill('{{ name }}{{ name }}', { name: value })).toBe(value + value);
    }),
  );
});

test.each([
  '{{ missing }}',
  '{{ missing | default: "x" }}',
  '{% if missing %}a{% endif %}',
  "{% if missing == '' %}a{% endif %}",
  '{{ name | truncate: missing }}',
])('without a value %s throws, and names the variable', (text) => {
  expect(() => fill(text, { name: 'Lin' })).toThrow(/undefined variable: missing/);
  expect(parseTemplate(text).variables).toContain('missing');
});

test.each(['constructor', '__proto__', 'toString', 'name.constructor', 'name.__proto__', 'valueOf', 'hasOwnProperty'])(
  '%s reaches nothing that is no value',
  (path) => {
    expect(() => fill(`{{ ${path} }}`, { name: 'Lin' })).toThrow(/undefined variable/);
  },
);

test('the variables of a text are those of all its branches, and a property is none of them', () => {
  const text = '{% if a %}{{ b }}{% elsif c %}{{ d | default: e }}{% endif %}{{ a }}{{ name.first }}';
  expect(parseTemplate(text).variables).toEqual(['a', 'c', 'b', 'd', 'e', 'name.first']);
});

test.each([
  "{% include 'a' %}",
  "{% render 'a' %}",
  "{% layout 'a' %}",
  '{% for a in (1..9) %}x{% endfor %}',
  '{% tablerow a in (1..9) %}x{% endtablerow %}',
  '{% assign a = 1 %}',
  '{% capture a %}{% endcapture %}',
  '{% raw %}{{ a }}{% endraw %}',
  '{% comment %}a{% endcomment %}',
  '{% # a %}',
  '{% liquid echo name %}',
  '{% echo name %}',
  '{% cycle "a", "b" %}',
  '{% increment a %}',
  '{% block a %}{% endblock %}',
])('the tag of %s is refused', (text) => {
  expect(() => parseTemplate(text)).toThrow(/tag "\S+" not found/);
});

test.each(['raw', 'append: "x"', 'json', 'inspect', 'where: "a"', 'date: "%Y"', 'escape', 'nothing'])(
  'the filter %s is refused',
  (filter) => {
    expect(() => parseTemplate(`{{ name | ${filter} }}`)).toThrow(/undefined filter/);
  },
);

test.each(['{{ name', '{% if name %}', '{{ }}', '{% if %}a{% endif %}', '{% endif %}'])(
  '%s can not be read',
  (text) => {
    expect(() => parseTemplate(text).fill({ name: 'Lin' })).toThrow();
  },
);

test('a text of any length, and one that would make a longer one, ends', () => {
  expect(() => parseTemplate('a'.repeat(20_001))).toThrow(/limit/);
  expect(() => fill('{{ (1..1000000000) }}', {})).toThrow(/limit/);
});

test('any number of texts are read, and each stays itself', () => {
  for (let index = 0; index < 2_100; index += 1) expect(fill(`${index} {{ a }}`, { a: 'x' })).toBe(`${index} x`);
  expect(fill('0 {{ a }}', { a: 'y' })).toBe('0 y');
});
