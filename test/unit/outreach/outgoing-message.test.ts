import { expect, test } from 'vitest';
import { makeOutgoing } from '../../../lambdas/outreach/outgoing-message.ts';
import type { Recipient } from '../../../lambdas/outreach/recipient.ts';
import { readLink } from '../../../lambdas/outreach/signed-link.ts';
import { messageBody } from '../../../programmes/message-schema.ts';
import { READY_MESSAGES } from '../../../programmes/ready-messages.ts';

const words = (text: string) => ({ en: text, zh: text });
const SETTINGS = {
  ...({ language: 'en', currency: 'CNY', shop: words('Gift Shop'), timeZones: ['Asia/Shanghai'] } as const),
  ...{ tierNames: {}, topicNames: {}, postalAddress: '1 Example Road', links: {}, smsPartsMax: 2 },
  ...{ publicUrl: 'https://api.example', linkKey: 'a-key', leaversSurvey: 'leavers' },
};
const NOW = new Date('2026-01-08T04:00:00Z');
/** A member who became another since it was asked. */
const RECIPIENT: Recipient = {
  memberId: 'm-new',
  outreach: { memberId: 'm-new', consents: {}, slots: [], version: 1 },
  facts: { traits: {}, activePoints: 0, pendingPoints: 0 },
  addresses: { email: 'ann@mail.example' },
  suppressions: {},
};

function surveyLink(messageId: string, data: object) {
  const definition = {
    ...{ messageId, version: 0, body: messageBody.parse(READY_MESSAGES[messageId]) },
    ...({ class: 'service', topicName: words('Your opinion') } as const),
  };
  const request = { memberId: 'm-new', messageId, entry: 'e-1', occurredAt: NOW.toISOString(), data: { ...data } };
  const made = makeOutgoing(request, definition, RECIPIENT, NOW, SETTINGS);
  if (!made.ok || made.value.content.channel !== 'email') throw new Error(JSON.stringify(made));
  const [, token = ''] = /\/survey\/([^"?]+)/.exec(made.value.content.html) ?? [];
  return readLink(token, 'survey', 'a-key');
}

test('a message that asks for what a release has taken away fails by itself, with a word on why', () => {
  const ready = messageBody.parse(READY_MESSAGES['welcome']);
  const english = { subject: 'Hello', blocks: [{ button: 'Look', link: 'festival' }] };
  const body = messageBody.parse({ ...ready, content: { en: english, zh: english } });
  const definition = { messageId: 'own', version: 3, body, class: 'marketing', topicName: words('Offers') } as const;
  const request = { memberId: 'm-new', messageId: 'own', entry: 'e-1', occurredAt: NOW.toISOString(), data: {} };
  expect(makeOutgoing(request, definition, RECIPIENT, NOW, SETTINGS)).toEqual({
    ok: false,
    refusal: { failure: expect.stringContaining('names the link festival') },
  });
});

test('a link to a survey is signed for the member that was asked, under whom the invitation stands', () => {
  const asked = {
    ...{ memberId: 'm-old', survey: 's', run: 's.2026-Q1', closesOn: '2026-01-23', points: 50 },
    ...{ question: 'nps', questionEn: 'How likely?', questionZh: '可能性？', scaleFrom: 0, scaleTo: 10 },
  };
  expect(surveyLink('survey-reminder', asked)).toEqual({
    ...{ kind: 'survey', memberId: 'm-old', survey: 's', run: 's.2026-Q1' },
  });
  const left = { memberId: 'm-old', rung: 4, stage: 'churned', silence: '2025-10-01' };
  expect(surveyLink('win-back-question', left)).toEqual({
    ...{ kind: 'survey', memberId: 'm-old', survey: 'leavers', run: 'leavers.2025-10-01' },
  });
});
