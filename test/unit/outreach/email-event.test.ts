import { expect, test } from 'vitest';
import { emailEvent, isTopicCheck, readEmailEvent } from '../../../lambdas/outreach/email-event.ts';
import { tagsOf } from '../../../lambdas/outreach/message-tag.ts';
import { type EmailEvent, eventBody, eventsOfOutcome } from '../../../local/sending/email-events.ts';

const MESSAGE = { memberId: 'm-1', messageKey: '2026-06-10T04:00:00.000Z#welcome#0123456789ab' };
const SENT_AT = '2026-06-10T04:00:00.000Z';
const HEARD_AT = '2026-06-12T05:00:00.000Z';
const tags = Object.fromEntries(tagsOf(MESSAGE).map(({ Name, Value }) => [Name, [Value]]));
const mail = { timestamp: SENT_AT, messageId: 'p-1', destination: ['Ann@Mail.example'], tags };

const read = (event: EmailEvent, told: object = mail) =>
  readEmailEvent(emailEvent.parse(JSON.parse(eventBody(event, JSON.stringify(told)))));
const outcomes = (outcome: Parameters<typeof eventsOfOutcome>[0]) =>
  eventsOfOutcome(outcome, ['ann@mail.example'], Date.parse(HEARD_AT)).map((event) => read(event));
const bounced = (bounceType: string, bounceSubType: string) =>
  read({ type: 'bounce', told: { timestamp: HEARD_AT, bounceType, bounceSubType } });
const complained = (told: object) => read({ type: 'complaint', told: { timestamp: HEARD_AT, ...told } });

test('every outcome of an e-mail is read as what it means for the message and for the address', () => {
  expect(outcomes('DELIVERED')).toEqual([
    { message: MESSAGE, heard: 'deliveredAt', at: HEARD_AT, sentAt: SENT_AT, addresses: ['Ann@Mail.example'] },
  ]);
  expect(outcomes('BOUNCED')).toMatchObject([{ heard: 'bouncedAt', counts: 'bounced', suppression: 'BOUNCE' }]);
  expect(outcomes('COMPLAINED_OF')).toMatchObject([
    { heard: 'deliveredAt' },
    { heard: 'complainedAt', counts: 'complained', suppression: 'COMPLAINT', addresses: ['Ann@Mail.example'] },
  ]);
  expect(outcomes('REJECTED')).toMatchObject([{ heard: 'rejectedAt', at: SENT_AT }]);
});

test('a soft bounce, and what SES held back, counts for nothing against the channel', () => {
  for (const [soft] of [outcomes('BOUNCED_FOR_NOW'), [bounced('Undetermined', 'Undetermined')]]) {
    expect(soft).toMatchObject({ heard: 'undeliveredAt' });
    expect(soft).not.toHaveProperty('suppression');
    expect(soft).not.toHaveProperty('counts');
  }
  const held = { heard: 'undeliveredAt', suppression: 'ACCOUNT_LIST' };
  expect(outcomes('HELD_BACK')).toEqual([expect.objectContaining(held)]);
  expect(complained({ complaintSubType: 'OnAccountSuppressionList' })).toMatchObject(held);
  expect(bounced('Permanent', 'Suppressed')).toMatchObject({ counts: 'bounced', suppression: 'BOUNCE' });
});

test('who says that it was no spam complains of nothing', () => {
  expect(complained({ complaintFeedbackType: 'not-spam' })).toBeUndefined();
  expect(complained({ complaintFeedbackType: 'abuse', complaintSubType: null })).toMatchObject({
    heard: 'complainedAt',
  });
  expect(complained({})).toMatchObject({ heard: 'complainedAt' });
});

test('an e-mail of somebody else names no message, and other kinds of events tell nothing', () => {
  expect(read({ type: 'reject', told: {} }, { ...mail, tags: {} })).toMatchObject({ message: undefined });
  expect(read({ type: 'send', told: {} })).toBeUndefined();
  expect(readEmailEvent(emailEvent.parse({ eventType: 'Click', mail }))).toBeUndefined();
  expect(emailEvent.safeParse({ notificationType: 'Bounce', mail }).success).toBe(false);
});

test('the check of the topic, which is no JSON, is told from an event', () => {
  expect(isTopicCheck('Successfully validated SNS topic for Amazon SES event publishing.')).toBe(true);
  expect(isTopicCheck('{"eventType":"Delivery"}')).toBe(false);
});
