import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findContentFaults } from '../../../lambdas/outreach/message-content.ts';
import { type MessageBody, messageBody } from '../../../programmes/message-schema.ts';
import { parseProgrammeText } from '../../../programmes/programme.ts';
import { programmeMessages, READY_MESSAGES } from '../../../programmes/ready-messages.ts';
import { MEMBER_VARIABLES, TRIGGERS, VARIABLE_KINDS } from '../../../programmes/trigger.ts';
import { LANGUAGES, LIN, renderSample, textsOf } from './rendering.ts';

const PROGRAMMES = join(import.meta.dirname, '../../../programmes');
const KNOWN = {
  topics: ['orders', 'account', 'points', 'offers', 'surveys'],
  links: ['shop', 'points', 'benefits', 'orders'],
};

const inBoth = <T>(content: T) => ({ en: content, zh: content });
const bodyOf = (changes: object): MessageBody =>
  messageBody.parse({
    name: inBoth('A message'),
    channel: 'sms',
    topic: 'points',
    trigger: { event: 'PointsExpiring' },
    variables: { points: 'count', expiryDay: 'lastDay' },
    content: inBoth({ text: '{{ points }} until {{ expiryDay }}', link: 'points' }),
    ...changes,
  });
const saying = (text: string) => bodyOf({ content: { en: { text }, zh: { text: 'x' } } });
const faults = (body: MessageBody) =>
  findContentFaults(body, KNOWN).map(({ path, expected, given }) => `${path}: ${expected}, given ${given}`);

test('a message that holds together has no faults', () => {
  expect(faults(bodyOf({}))).toEqual([]);
  expect(faults(bodyOf({ links: { own: 'https://a.example/' }, content: inBoth({ text: 'x', link: 'own' }) }))).toEqual(
    [],
  );
  expect(faults(bodyOf({ content: inBoth({ text: 'x', link: 'preferences' }) }))).toEqual([]);
  expect(
    faults(
      saying(
        Object.keys(MEMBER_VARIABLES)
          .map((name) => `{{ ${name} }}`)
          .join(),
      ),
    ),
  ).toEqual([]);
});

test.each<[string, object, string]>([
  ['a topic', { topic: 'news' }, 'topic: one of the topics orders, account, points, offers, surveys, given news'],
  [
    'a variable that the trigger does not have',
    { variables: { tier: 'tier' }, content: inBoth({ text: 'x' }) },
    'variables.tier: what PointsExpiring has: points (count), expiryDay (lastDay), daysLeft (count), given tier',
  ],
  [
    'a variable of another kind',
    { variables: { points: 'money' }, content: inBoth({ text: 'x' }) },
    'variables.points: what PointsExpiring has: points (count), expiryDay (lastDay), daysLeft (count), given money',
  ],
  [
    'a variable of a trigger that has none',
    { trigger: { event: 'MemberJoined' }, variables: { points: 'count' }, content: inBoth({ text: 'x' }) },
    'variables.points: what MemberJoined has: nothing, given count',
  ],
  [
    'a variable with the name of something else',
    { variables: { constructor: 'text' }, content: inBoth({ text: 'x' }) },
    'variables.constructor: what PointsExpiring has: points (count), expiryDay (lastDay), daysLeft (count), given text',
  ],
  [
    'a link',
    { content: { en: { text: 'x', link: 'nowhere' }, zh: { text: 'x' } } },
    'content.en.link: one of the links preferences, unsubscribe, confirm, suggest, shop, points, benefits, orders, given nowhere',
  ],
])('%s that nobody knows is a fault', (_, change, fault) => {
  expect(faults(bodyOf(change))).toEqual([fault]);
});

test.each([
  ['{{ daysLeft }}', 'only variables that the message declares, given daysLeft'],
  ['{{ points.size }}', 'only variables that the message declares, given points.size'],
  ['{{ name[0] }}', 'only variables that the message declares, given name[0]'],
  ['{% if toString %}a{% endif %}', 'only variables that the message declares, given toString'],
  ['{% if points %}{{ more }}{% endif %}', 'only variables that the message declares, given more'],
  ['{{ points', /^a text with Liquid variables and conditions, given output "\{\{ points" not closed/],
  ["{% include 'a' %}", /given tag "include" not found/],
  ['{{ points | date }}', /given undefined filter: date/],
])('the text %s is a fault', (text, fault) => {
  const told = faults(saying(text));
  expect(told).toHaveLength(1);
  const [path, rest] = told[0]?.split(/: (.*)/s) ?? [];
  expect(path).toBe('content.en.text');
  if (typeof fault === 'string') expect(rest).toBe(fault);
  else expect(rest).toMatch(fault);
});

test('every place of an e-mail and of a webhook that has a text or a link is looked at, in both languages', () => {
  const bad = '{{ bad }}';
  const blocks = [
    { heading: bad },
    { text: bad },
    { figure: bad, label: bad },
    { facts: [[bad, bad]] },
    { list: [bad] },
    { button: bad, link: 'bad' },
    { note: bad },
  ];
  const email = bodyOf({ channel: 'email', content: inBoth({ subject: bad, preheader: bad, blocks }) });
  const places = [
    ...['subject', 'preheader', 'blocks.0', 'blocks.1', 'blocks.2', 'blocks.2', 'blocks.3', 'blocks.3', 'blocks.4'],
    ...['blocks.5', 'blocks.6', 'blocks.5.link'],
  ];
  const pathsOf = (body: MessageBody) =>
    findContentFaults(body, KNOWN)
      .map(({ path }) => path)
      .sort();
  const inLanguages = (all: readonly string[]) =>
    LANGUAGES.flatMap((language) => all.map((place) => `content.${language}.${place}`)).sort();
  expect(pathsOf(email)).toEqual(inLanguages(places));
  const webhook = bodyOf({ channel: 'webhook', content: inBoth({ title: bad, text: bad, link: 'bad' }) });
  expect(pathsOf(webhook)).toEqual(inLanguages(['title', 'text', 'link']));
});

test('what has no faults can be rendered, for every trigger with all that it has', () => {
  for (const [event, variables] of Object.entries(TRIGGERS)) {
    const names = [...Object.keys(variables), ...Object.keys(MEMBER_VARIABLES)];
    const text = names.map((name) => `{{ ${name} }}`).join(' ');
    const body = bodyOf({ trigger: { event }, variables, content: inBoth({ text }) });
    expect(faults(body)).toEqual([]);
    for (const language of LANGUAGES)
      expect(textsOf(renderSample(body, language, LIN)).join()).not.toContain('undefined');
    for (const kind of Object.values(variables)) expect(VARIABLE_KINDS).toContain(kind);
  }
});

test.each(Object.entries(READY_MESSAGES))('the ready message %s has no faults', (_, ready) => {
  expect(faults(messageBody.parse(ready))).toEqual([]);
});

const FILES = readdirSync(PROGRAMMES).filter((name) => name.endsWith('.json'));

test.each(FILES)('no message of %s has faults', (name) => {
  const programme = parseProgrammeText(readFileSync(join(PROGRAMMES, name), 'utf8'));
  const { topics = [], links = {} } = programme.outreach ?? {};
  const known = { topics: topics.map(({ id }) => id), links: Object.keys(links) };
  for (const body of Object.values(programmeMessages(programme))) expect(findContentFaults(body, known)).toEqual([]);
});
