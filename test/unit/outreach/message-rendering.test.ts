import { expect, test } from 'vitest';
import { renderMessage } from '../../../lambdas/outreach/message-rendering.ts';
import { messageBody } from '../../../programmes/message-schema.ts';
import { READY_MESSAGES } from '../../../programmes/ready-messages.ts';
import { frameOf, LANGUAGES, LIN, renderSample, textsOf } from './rendering.ts';

const SUBJECT_WIDTH_MAX = 78;
/** A Chinese character is as wide as two others. */
const widthOf = (text: string) => [...text].reduce((sum, each) => sum + (/[\u2e80-\uffef]/.test(each) ? 2 : 1), 0);

const READY = Object.entries(READY_MESSAGES).flatMap(([id, body]) =>
  LANGUAGES.map((language) => ({ id, language, body: messageBody.parse(body) })),
);
const NOBODY = { traits: {}, activePoints: 0, pendingPoints: 0 };

test.each(READY)('$id is whole in $language, for who is known and for who is not', ({ body, language }) => {
  for (const facts of [LIN, NOBODY]) {
    const rendered = renderSample(body, language, facts);
    for (const text of textsOf(rendered)) {
      expect(text).not.toMatch(/undefined|null|NaN|\{\{|\}\}|\{%|%\}|\[object/);
      expect(text.trim()).not.toBe('');
    }
    if (rendered.channel !== 'email') continue;
    expect(widthOf(rendered.subject)).toBeLessThanOrEqual(SUBJECT_WIDTH_MAX);
    expect(rendered.subject).not.toMatch(/[\r\n]/);
    expect(rendered.text).toContain(facts === LIN ? 'Lin' : language === 'zh' ? '您好：' : 'Hello,');
    expect(rendered.text).toContain('https://api.example/u/1');
  }
});

const inBoth = <T>(content: T) => ({ en: content, zh: content });
const COMMON = {
  name: inBoth('A message'),
  topic: 'offers',
  trigger: { event: 'PointsEarned' },
  variables: { points: 'count' },
};
const bodyOf = (channel: string, content: object) =>
  messageBody.parse({ ...COMMON, channel, content: inBoth(content) });

test('an SMS is its text, with the address of its link at the end', () => {
  const text = '{{ shop }}: {{ points }} points';
  expect(renderSample(bodyOf('sms', { text }), 'en')).toEqual({ channel: 'sms', text: 'Gift Shop: 1,280 points' });
  expect(renderSample(bodyOf('sms', { text, link: 'points' }), 'zh')).toEqual({
    channel: 'sms',
    text: '礼物小店: 1,280 points https://api.example/c/points',
  });
});

test('a webhook has what it is given, and nothing else', () => {
  expect(renderSample(bodyOf('webhook', { text: '+{{ points }}' }), 'en')).toEqual({
    channel: 'webhook',
    text: '+1,280',
  });
  expect(renderSample(bodyOf('webhook', { title: 'For {{ name }}', text: 'x', link: 'points' }), 'en')).toEqual({
    channel: 'webhook',
    title: 'For Lin',
    text: 'x',
    url: 'https://api.example/c/points',
  });
});

test('an e-mail has every kind of block in both of its parts, in their order', () => {
  const blocks = [
    { heading: 'Head' },
    { text: 'Some {{ points }}' },
    { figure: '{{ points }}', label: 'points' },
    {
      facts: [
        ['Your tier', '{{ tierName }}'],
        ['Balance', '{{ balance }}'],
      ],
    },
    { list: ['first', 'second'] },
    { button: 'Go', link: 'points' },
    { note: 'Nota bene' },
  ];
  const rendered = renderSample(bodyOf('email', { subject: 'Hi {{ name }}', blocks }), 'en');
  if (rendered.channel !== 'email') throw new Error('no e-mail');
  expect(rendered.subject).toBe('Hi Lin');
  expect(rendered.text).toBe(`HEAD

Some 1,280

1,280  points

Your tier: Gold
Balance: 2,560

* first
* second

Go:
https://api.example/c/points

Nota bene

-- 
You get this e-mail as a member of Gift Shop. It is about: Offers and news.
Choose what we write about: https://api.example/p/1
Unsubscribe: https://api.example/u/1
1 Example Road, Example City
`);
  const shown = rendered.html.replace(/<style[\s\S]*?<\/style>|<[^>]*>/g, '\n');
  const order = [
    'Head',
    'Some 1,280',
    '1,280',
    'points',
    'Your tier',
    'Gold',
    'Balance',
    '2,560',
    'first',
    'second',
    'Go',
  ];
  let from = shown.indexOf('Gift Shop');
  for (const each of [...order, 'Nota bene', 'Unsubscribe', '1 Example Road']) {
    const at = shown.indexOf(each, from);
    expect(at, each).toBeGreaterThan(-1);
    from = at + each.length;
  }
});

test('a message with a hole in it is not made', () => {
  const body = bodyOf('sms', { text: '{{ points }} {{ orderId }}' });
  expect(() => renderSample(body, 'en')).toThrow(/undefined variable: orderId/);
  const link = bodyOf('sms', { text: 'x', link: 'nowhere' });
  const linkTo = (name: string) => {
    throw new Error(`no link ${name}`);
  };
  expect(() => renderMessage(link, 'en', {}, linkTo, frameOf('en'))).toThrow('no link nowhere');
});

test('a thousand e-mails are rendered within seconds', () => {
  const body = messageBody.parse(READY_MESSAGES['statement']);
  const start = performance.now();
  for (let index = 0; index < 1_000; index += 1) renderSample(body, 'zh', { ...LIN, activePoints: index });
  expect(performance.now() - start).toBeLessThan(5_000);
});
