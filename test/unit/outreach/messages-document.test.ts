import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findContentFaults } from '../../../lambdas/outreach/message-content.ts';
import { parseTemplate } from '../../../lambdas/outreach/message-template.ts';
import { parseProgramme } from '../../../programmes/programme.ts';
import { programmeMessages } from '../../../programmes/ready-messages.ts';
import { MEMBER_VARIABLES, OWN_LINKS, TRIGGERS, VARIABLE_KINDS } from '../../../programmes/trigger.ts';
import { LANGUAGES, LIN, renderSample, textsOf } from './rendering.ts';

const ROOT = join(import.meta.dirname, '../../..');
const DOCUMENT = readFileSync(join(ROOT, 'docs/messages.md'), 'utf8');
const [, EXAMPLE = ''] = /```json\n([\s\S]*?)```/.exec(DOCUMENT) ?? [];
const SHOP = JSON.parse(readFileSync(join(ROOT, 'programmes/gift-shop.json'), 'utf8'));

/** The first cells of the table with a header, and their seconds. */
function rowsOf(header: string): readonly (readonly string[])[] {
  const [, ...lines] = DOCUMENT.slice(DOCUMENT.indexOf(header)).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(1, end).map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, 3),
  );
}

test('the example of the document is a message that a programme takes, and is written to members in both languages', () => {
  const programme = parseProgramme({
    ...{ ...SHOP, surveys: [] },
    outreach: { ...SHOP.outreach, messages: [JSON.parse(EXAMPLE)] },
  });
  const { topics = [], links = {} } = programme.outreach ?? {};
  const [body] = Object.values(programmeMessages(programme));
  if (body === undefined) throw new Error('the document has no example');
  expect(findContentFaults(body, { topics: topics.map(({ id }) => id), links: Object.keys(links) })).toEqual([]);
  for (const language of LANGUAGES) {
    for (const facts of [LIN, { traits: {}, activePoints: 0, pendingPoints: 0 }]) {
      const texts = textsOf(renderSample(body, language, facts));
      expect(texts).toHaveLength(3);
      for (const text of texts) expect(text).not.toMatch(/undefined|\{\{|\{%/);
    }
  }
});

test('the example has every field and every block that there is, in the order of the document', () => {
  const { message } = JSON.parse(EXAMPLE);
  const fields = Object.keys(message).flatMap((name) =>
    name === 'trigger' ? Object.keys(message.trigger).map((each) => `trigger.${each}`) : [name],
  );
  expect(rowsOf('| field |').map(([name]) => name)).toEqual(fields.map((name) => `\`${name}\``));
  const blocks = message.content.en.blocks.map((block: object) => Object.keys(block).join('`, `'));
  expect(rowsOf('| block |').map(([name]) => name)).toEqual([...new Set(blocks)].map((name) => `\`${name}\``));
});

test('the document tells every trigger with its variables, and no other', () => {
  const triggers = Object.entries(TRIGGERS).map(([event, variables]) => [
    `\`${event}\``,
    Object.entries(variables)
      .map(([name, kind]) => `\`${name}\` (${kind})`)
      .join(', ') || 'none',
  ]);
  expect(rowsOf('| event |')).toEqual(triggers);
});

test('the document tells every variable of a member, every kind, link and filter', () => {
  expect(rowsOf('| variable |').map(([name]) => name)).toEqual(
    Object.keys(MEMBER_VARIABLES).map((name) => `\`${name}\``),
  );
  for (const name of [...VARIABLE_KINDS, ...OWN_LINKS]) expect(DOCUMENT).toContain(`\`${name}\``);
  const [, filters = ''] = /the filters ([^.]*)\./.exec(DOCUMENT) ?? [];
  const names = [...filters.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(names).toHaveLength(5);
  for (const name of names) expect(() => parseTemplate(`{{ shop | ${name} }}`)).not.toThrow();
});
