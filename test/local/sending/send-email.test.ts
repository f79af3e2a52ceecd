import { GetSendQuotaCommand, SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startRuntime } from '../runtime-rig.ts';
import { FEEDBACK } from './feedback-templates.ts';

type Running = Awaited<ReturnType<typeof startRuntime>>;
let system: Running;
let ses: SESClient;

beforeAll(async () => {
  system = await startRuntime(FEEDBACK);
  ses = new SESClient(system.clientSettings);
});
afterEach(() => system.sending.faults.clear());
afterAll(() => system.stop());

const MIME = [
  'From: "Shop" <news@shop.example>',
  'To: m1@mail.example',
  'Subject: Your',
  ' points',
  '',
  'Hello <you> & co',
].join('\r\n');

const send = (to: string | undefined, rest: object = {}) =>
  ses.send(
    new SendRawEmailCommand({
      RawMessage: { Data: Buffer.from(MIME) },
      ...(to === undefined ? {} : { Source: 'news@shop.example', Destinations: [to] }),
      ...rest,
    }),
  );

interface SesEvent {
  readonly eventType: string;
  readonly mail: Record<string, unknown>;
  readonly bounce?: Record<string, unknown>;
  readonly complaint?: Record<string, unknown>;
}

/** The events told of one more e-mail. */
async function eventsOf(to: string, rest: object = {}): Promise<SesEvent[]> {
  const before = system.waiting('Events').length;
  await send(to, { ConfigurationSetName: 'shop-Set', ...rest });
  await system.work.quiet();
  return system
    .waiting('Events')
    .slice(before)
    .map((body) => JSON.parse(body) as SesEvent);
}

test('a raw e-mail lands in the inbox, to whom its headers say', async () => {
  const { MessageId } = await send(undefined);
  const sent = system.sending.inbox.messages().at(-1);
  expect(sent).toMatchObject({
    id: MessageId,
    channel: 'email',
    from: '"Shop" <news@shop.example>',
    to: ['m1@mail.example'],
    subject: 'Your points',
    body: MIME,
  });
  expect(Math.abs(Date.parse(sent?.sentAt ?? '') - system.clock.now())).toBeLessThan(10_000);
});

test('an e-mail that arrives is told as sent and delivered, with its tags', async () => {
  const Tags = [{ Name: 'messageKey', Value: 'welcome.m-1@x' }];
  const events = await eventsOf('m1@mail.example', { Tags });
  expect(events.map(({ eventType }) => eventType)).toEqual(['Send', 'Delivery']);
  const sent = system.sending.inbox.messages().at(-1);
  expect(events[0]?.mail).toMatchObject({
    timestamp: sent?.sentAt,
    messageId: sent?.id,
    source: 'news@shop.example',
    destination: ['m1@mail.example'],
    commonHeaders: { subject: 'Your points', to: ['m1@mail.example'] },
    tags: { messageKey: ['welcome.m-1@x'], 'ses:configuration-set': ['shop-Set'] },
  });
  expect(events[1]).toMatchObject({ delivery: { recipients: ['m1@mail.example'] } });
});

test.each([
  ['softbounce-1@mail.example', 'Transient', 'General'],
  ['suppressionlist@mail.example', 'Permanent', 'OnAccountSuppressionList'],
])('%s bounces: %s, %s, and is not suppressed for it', async (address, bounceType, bounceSubType) => {
  const [sent, bounced] = await eventsOf(address);
  expect(sent?.eventType).toBe('Send');
  expect(bounced).toMatchObject({
    eventType: 'Bounce',
    bounce: { bounceType, bounceSubType, bouncedRecipients: [{ emailAddress: address }] },
  });
  expect(system.sending.suppressions.find(address)).toBeUndefined();
});

test('an address that bounces for good is suppressed, and the next e-mail to it is held back', async () => {
  const [, bounced] = await eventsOf('Bounce+1@mail.example');
  expect(bounced?.bounce).toMatchObject({ bounceType: 'Permanent', bounceSubType: 'General' });
  expect(system.sending.suppressions.find('bounce+1@mail.example')).toMatchObject({ reason: 'BOUNCE' });
  const [, held] = await eventsOf('bounce+1@mail.example');
  expect(held?.bounce).toMatchObject({ bounceSubType: 'OnAccountSuppressionList' });
});

test('who complains was delivered to first, and is suppressed', async () => {
  const events = await eventsOf('complaint@mail.example');
  expect(events.map(({ eventType }) => eventType)).toEqual(['Send', 'Delivery', 'Complaint']);
  expect(events[2]?.complaint).toMatchObject({
    complaintFeedbackType: 'abuse',
    complainedRecipients: [{ emailAddress: 'complaint@mail.example' }],
    feedbackId: expect.any(String),
  });
  expect(system.sending.suppressions.find('complaint@mail.example')).toMatchObject({ reason: 'COMPLAINT' });
});

test('of a lost e-mail nothing is told after that it was sent, and of a rejected one that alone', async () => {
  expect((await eventsOf('lost.1@mail.example')).map(({ eventType }) => eventType)).toEqual(['Send']);
  expect((await eventsOf('reject@mail.example')).map(({ eventType }) => eventType)).toEqual(['Reject']);
});

test('without a configuration set nothing is told', async () => {
  const before = system.waiting('Events').length;
  await send('m1@mail.example');
  await system.work.quiet();
  expect(system.waiting('Events')).toHaveLength(before);
});

test.each([
  ['Throttling', 'Throttling', 'Maximum sending rate exceeded.'],
  ['DailyQuota', 'Throttling', 'Daily message quota exceeded.'],
  ['Paused', 'AccountSendingPausedException', 'disabled'],
  ['Rejected', 'MessageRejected', 'blacklisted'],
  ['ServerError', 'InternalFailure', 'failed'],
] as const)('a planned %s is met as often as planned, and sends nothing', async (fault, name, message) => {
  const before = system.sending.inbox.count('email');
  system.sending.faults.plan({ service: 'ses', fault, times: 2 });
  for (let time = 0; time < 2; time += 1) {
    await expect(send('m1@mail.example')).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  }
  expect(system.sending.inbox.count('email')).toBe(before);
  await send('m1@mail.example');
  expect(system.sending.inbox.count('email')).toBe(before + 1);
});

test('of a lost answer the e-mail was taken all the same', async () => {
  const before = system.sending.inbox.count('email');
  system.sending.faults.plan({ service: 'ses', fault: 'LostAnswer', times: 1 });
  await expect(send('m1@mail.example')).rejects.not.toHaveProperty('$metadata.httpStatusCode');
  expect(system.sending.inbox.count('email')).toBe(before + 1);
});

test('what SES refuses is refused: a set that is not there, a tag it can not carry, nobody to send to', async () => {
  await expect(send('m1@mail.example', { ConfigurationSetName: 'none' })).rejects.toMatchObject({
    name: 'ConfigurationSetDoesNotExistException',
  });
  const Tags = [{ Name: 'key', Value: 'a#b' }];
  await expect(send('m1@mail.example', { Tags })).rejects.toThrow('Invalid tag value <a#b>');
  await expect(send('nobody')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

test('the quota counts what was sent in the last 24 hours of the moved clock', async () => {
  const { SentLast24Hours, ...quota } = await ses.send(new GetSendQuotaCommand({}));
  expect(quota).toMatchObject({ Max24HourSend: 5_000_000, MaxSendRate: 500 });
  expect(SentLast24Hours).toBe(system.sending.inbox.count('email'));
  system.clock.moveTo(system.clock.now() + 25 * 3_600_000);
  expect((await ses.send(new GetSendQuotaCommand({}))).SentLast24Hours).toBe(0);
});
