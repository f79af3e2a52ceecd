import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EmailFrame, type FilledEmail, layoutHtml, layoutText } from '../../../lambdas/outreach/email-layout.ts';
import { messageBody } from '../../../programmes/message-schema.ts';
import { READY_MESSAGES } from '../../../programmes/ready-messages.ts';
import { frameOf, LANGUAGES, LIN, renderSample } from './rendering.ts';

/** An e-mail that says one text in every place that there is. */
const everywhere = (text: string): FilledEmail => ({
  subject: text,
  preheader: text,
  blocks: [
    { heading: text },
    { text },
    { figure: text, label: text },
    { facts: [[text, text]] },
    { list: [text] },
    { button: text, href: text },
    { note: text },
  ],
});
const frame = (text: string): EmailFrame =>
  frameOf('en', { shop: text, topic: text, postalAddress: text, preferencesUrl: text, unsubscribeUrl: text });
/** Subject, preheader, ten in blocks; of the frame the shop twice and the others once. */
const PLACES = 2 + 10 + 6;
const tagsOf = (html: string) => html.match(/<[^>]*>/g) ?? [];

test.each([
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onclick='alert(1)",
  '<!--',
  '</title>',
  '&lt;',
])('%s is a text wherever it stands', (text) => {
  const html = layoutHtml(everywhere(text), frame(text));
  const escaped = html.split(
    text
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      .replace(/'/g, '&#39;'),
  );
  expect(escaped).toHaveLength(PLACES + 1);
  expect(escaped.join('')).toBe(layoutHtml(everywhere(''), frame('')));
});

test('whatever a text is, the e-mail has the tags that it has with any other', () => {
  const tags = tagsOf(layoutHtml(everywhere('x'), frame('x'))).map((tag) => tag.replace(/href="[^"]*"/, ''));
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const html = layoutHtml(everywhere(text), frame(text));
      expect(tagsOf(html).map((tag) => tag.replace(/href="[^"]*"/, ''))).toEqual(tags);
    }),
  );
});

test.each(LANGUAGES)('in %s a name that is a piece of HTML is shown as it is written', (language) => {
  const body = messageBody.parse(READY_MESSAGES['birthday']);
  const rendered = renderSample(body, language, { ...LIN, traits: { name: '<b>Lin</b> & "Co"' } });
  if (rendered.channel !== 'email') throw new Error('no e-mail');
  expect(rendered.html).not.toContain('<b>');
  expect(rendered.html).toContain('&lt;b&gt;Lin&lt;/b&gt; &amp; &quot;Co&quot;');
  expect(rendered.text).toContain('<b>Lin</b> & "Co"');
});

test.each([
  'javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  'data:text/html,x',
  'http://shop.example/',
  'https://a:b@shop.example/',
  '//shop.example',
])('a message can not link to %s', (url) => {
  const ready = READY_MESSAGES['welcome'];
  expect(messageBody.safeParse({ ...ready, links: { shop: url } }).success).toBe(false);
  const inPlace = { subject: 'a', blocks: [{ button: 'Go', link: url }] };
  expect(messageBody.safeParse({ ...ready, content: { en: inPlace, zh: inPlace } }).success).toBe(false);
  const given = { subject: 'a', blocks: [{ button: 'Go', href: url }] };
  expect(messageBody.safeParse({ ...ready, content: { en: given, zh: given } }).success).toBe(false);
});

test('without anything to unsubscribe from, neither part offers it', () => {
  const without = frameOf('zh', { unsubscribeUrl: undefined });
  for (const part of [layoutHtml(everywhere('x'), without), layoutText(everywhere('x'), without)]) {
    expect(part).not.toContain('退订');
    expect(part).toContain('管理订阅');
  }
});

test('both languages name themselves to whoever reads aloud', () => {
  expect(layoutHtml(everywhere('x'), frameOf('zh'))).toContain('<html lang="zh-CN">');
  expect(layoutHtml(everywhere('x'), frameOf('en'))).toContain('<html lang="en">');
});
