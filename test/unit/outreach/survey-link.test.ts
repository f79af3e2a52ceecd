import { expect, test } from 'vitest';
import { renderMessage } from '../../../lambdas/outreach/message-rendering.ts';
import { readLink, signLink } from '../../../lambdas/outreach/signed-link.ts';
import { messageBody } from '../../../programmes/message-schema.ts';
import { READY_MESSAGES } from '../../../programmes/ready-messages.ts';
import { frameOf, LANGUAGES } from './rendering.ts';

const INVITATION = messageBody.parse(READY_MESSAGES['survey-invitation']);
const VALUES = {
  ...{ greeting: 'Hello,', shop: 'Gift Shop', points: '50', closesOn: '22 January 2026' },
  ...{ questionEn: 'How likely?', questionZh: '您有多大可能？' },
};
const LINK = 'https://api.example/survey/token';
const render = (language: 'en' | 'zh', asked?: { question: string; from: number; to: number }) =>
  renderMessage(INVITATION, language, VALUES, () => LINK, frameOf(language), asked) as { html: string; text: string };

test('an invitation has a button for each score, and each leads to the survey with it chosen', () => {
  for (const language of LANGUAGES) {
    const { html, text } = render(language, { question: 'nps', from: 0, to: 10 });
    const links = [...html.matchAll(/href="([^"]*survey[^"]*)"/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    );
    expect(links).toEqual(Array.from({ length: 11 }, (_, score) => `${LINK}?q=nps&a=${score}`));
    expect(text).toContain(`10: ${LINK}?q=nps&a=10`);
  }
});

test('where the first question is not answered by a score there is one button', () => {
  const { html } = render('en');
  expect(html.match(/survey\/token/g)).toHaveLength(1);
  expect(html).toContain('>Answer</a>');
});

test('a link to a survey says whose it is and of which run, and is good for nothing else', () => {
  const purpose = { kind: 'survey', memberId: 'm-1', survey: 's', run: 's.2026-Q1' } as const;
  const token = signLink(purpose, 'key');
  expect(readLink(token, 'survey', 'key')).toEqual(purpose);
  expect(readLink(token, 'preferences', 'key')).toBeUndefined();
  expect(readLink(token, 'survey', 'other key')).toBeUndefined();
});
