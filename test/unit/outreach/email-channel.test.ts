import type { SESClient } from '@aws-sdk/client-ses';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OutgoingMessage } from '../../../lambdas/outreach/channel.ts';
import { composeEmail, createEmailChannel } from '../../../lambdas/outreach/email-channel.ts';
import { signLink } from '../../../lambdas/outreach/signed-link.ts';

const SETTINGS = { from: 'hello@shop.example', senderName: 'Gift Shop 礼物小店', configurationSet: 'holdfast' };
const UNSUBSCRIBE = 'https://api.example/u/token';
const MESSAGE: OutgoingMessage = {
  memberId: 'm-1',
  messageKey: 'k-1',
  messageId: 'welcome',
  topic: 'offers',
  class: 'marketing',
  occurredAt: '2026-10-01T00:00:00.000Z',
  language: 'en',
  address: 'lin@example.com',
  content: { channel: 'email', subject: 'Welcome', html: '<p>html part</p>', text: 'text part' },
  unsubscribeUrl: UNSUBSCRIBE,
};
const compose = async (changes: Partial<OutgoingMessage> = {}, settings: object = {}) =>
  (await composeEmail({ ...MESSAGE, ...changes }, { ...SETTINGS, ...settings })).toString('utf8');
const withContent = (changes: object): Partial<OutgoingMessage> => ({
  content: { channel: 'email', subject: 'Welcome', html: '<p>html</p>', text: 'text', ...changes } as never,
});
/** The headers of a whole e-mail, unfolded, by name in the order in which they stand. */
function headersOf(mime: string): readonly (readonly [string, string])[] {
  const head = mime.slice(0, mime.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  return head.split('\r\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
}
const header = (mime: string, name: string) =>
  headersOf(mime)
    .filter(([each]) => each === name)
    .map(([, value]) => value);
const NAMES = headersOf(await compose()).map(([name]) => name);

test('an e-mail has both parts, the text first', async () => {
  const mime = await compose();
  expect(header(mime, 'Content-Type')[0]).toMatch(/^multipart\/alternative;/);
  expect(mime.indexOf('text part')).toBeGreaterThan(mime.indexOf('Content-Type: text/plain; charset=utf-8'));
  expect(mime.indexOf('<p>html part</p>')).toBeGreaterThan(mime.indexOf('Content-Type: text/html; charset=utf-8'));
  expect(mime.indexOf('text/plain')).toBeLessThan(mime.indexOf('text/html'));
  expect(header(mime, 'To')).toEqual(['lin@example.com']);
  expect(header(mime, 'Auto-Submitted')).toEqual(['auto-generated']);
});

test('mail programs are told how to unsubscribe by one click, and nothing where there is nothing to', async () => {
  const mime = await compose();
  expect(header(mime, 'List-Unsubscribe')).toEqual([`<${UNSUBSCRIBE}>`]);
  expect(header(mime, 'List-Unsubscribe-Post')).toEqual(['List-Unsubscribe=One-Click']);
  expect(await compose({ unsubscribeUrl: undefined })).not.toContain('List-Unsubscribe');
});

test('a subject in any script is readable where only ASCII is', async () => {
  const subject = '您的积分即将过期，请尽快使用——礼物小店祝您生活愉快，天天开心，万事如意 🧧🎉';
  const mime = await compose(withContent({ subject }));
  const [written = ''] = header(mime, 'Subject');
  expect([...mime].every((each) => each <= '~')).toBe(true);
  const read = written
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?(B|Q)\?(.*?)\?=/gi, (_, kind, text) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('latin1')
        : text
            .replace(/_/g, ' ')
            .replace(/=(..)/g, (__: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    );
  expect(Buffer.from(read, 'latin1').toString('utf8')).toBe(subject);
});

test.each([
  '\r\nBcc: evil@example.com',
  '\nBcc: evil@example.com',
  '\rBcc: evil@example.com',
  '\r\n\r\n<script>',
  '\u0000\u2028Bcc: a',
])('%j in a subject, a name or an address makes no header', async (tail) => {
  const all = [
    await compose(withContent({ subject: `Welcome${tail}` })),
    await compose({}, { senderName: `Shop${tail}` }),
    await compose({ occurredAt: '2026-10-01T00:00:00.000Z', language: 'en', address: `lin@example.com${tail}` }),
    await compose({ unsubscribeUrl: `${UNSUBSCRIBE}${tail}` }),
  ];
  for (const mime of all) expect(headersOf(mime).map(([name]) => name)).toEqual(NAMES);
  const replying = await compose({}, { replyTo: `care@shop.example${tail}` });
  expect(
    headersOf(replying)
      .map(([name]) => name)
      .sort(),
  ).toEqual([...NAMES, 'Reply-To'].sort());
});

test('whatever the subject is, the headers are those of any other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (subject) => {
      const mime = await compose(withContent({ subject: `a${subject}` }));
      expect(headersOf(mime).map(([name]) => name)).toEqual(NAMES);
    }),
    { numRuns: 50 },
  );
});

test('an address with a comma or a bracket is one receiver', async () => {
  for (const address of ['lin@example.com, evil@example.com', 'lin@example.com> <evil@example.com']) {
    const [to = ''] = header(await compose({ address }), 'To');
    expect(to.match(/(^|[\s,<])evil@example\.com/)).toBeNull();
  }
});

test('lines are as short as mail servers take them, with the longest link that there is', async () => {
  const ids = { memberId: '李'.repeat(128), messageKey: '2026-06-10T04:00:00.000Z#'.padEnd(102, 'x') };
  const purpose = { kind: 'unsubscribe', channel: 'webhook', topic: 't'.repeat(64), ...ids } as const;
  const unsubscribeUrl = `https://0123456789.execute-api.ap-southeast-1.amazonaws.com/u/${signLink(purpose, 'key')}`;
  const mime = await compose({
    unsubscribeUrl,
    ...withContent({ html: `<a href="${unsubscribeUrl}">a</a>${'長'.repeat(9_000)}` }),
  });
  expect(Math.max(...mime.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
});

test('what is no e-mail is not composed', () => {
  expect(() => composeEmail({ ...MESSAGE, content: { channel: 'sms', text: 'x' } }, SETTINGS)).toThrow('is no e-mail');
});

function channelOver(answer: (name: string) => unknown, settings: object = {}) {
  const sent: { readonly name: string; readonly input: Readonly<Record<string, unknown>> }[] = [];
  const client = {
    async send(command: { readonly input: Readonly<Record<string, unknown>> }) {
      sent.push({ name: command.constructor.name, input: command.input });
      return answer(command.constructor.name);
    },
  };
  return { sent, channel: createEmailChannel({ ...SETTINGS, ...settings }, client as unknown as SESClient) };
}

test('an e-mail goes to one receiver, with its tags, and what the provider says is the answer', async () => {
  const { sent, channel } = channelOver(() => ({ MessageId: 'ses-1' }));
  expect(await (await channel.prepare(MESSAGE))()).toEqual({ kind: 'SENT', providerId: 'ses-1' });
  expect(sent).toHaveLength(1);
  expect(sent[0]?.input).toMatchObject({
    Source: 'hello@shop.example',
    Destinations: ['lin@example.com'],
    ConfigurationSetName: 'holdfast',
    Tags: [{ Name: 'holdfast-0' }],
  });
  const failing = channelOver(() => {
    throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
  });
  expect(await (await failing.channel.prepare(MESSAGE))()).toEqual({ kind: 'UNKNOWN', reason: 'TimeoutError' });
});

test.each([
  { quota: 14, given: undefined, rate: 14 },
  { quota: 14, given: 5, rate: 5 },
  { quota: 14, given: 50, rate: 14 },
  { quota: 0.5, given: undefined, rate: 1 },
  { quota: undefined, given: undefined, rate: 1 },
])('of a quota of $quota and a rate of $given the rate is $rate, asked for once', async ({ quota, given, rate }) => {
  const { sent, channel } = channelOver(() => ({ MaxSendRate: quota }), { ratePerSecond: given });
  expect([await channel.ratePerSecond(), await channel.ratePerSecond()]).toEqual([rate, rate]);
  expect(sent.map(({ name }) => name)).toEqual(['GetSendQuotaCommand']);
});
