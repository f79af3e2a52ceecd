import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OutgoingMessage, SendAnswer } from '../../../lambdas/outreach/channel.ts';
import { createEmailChannel } from '../../../lambdas/outreach/email-channel.ts';
import { createSmsChannel } from '../../../lambdas/outreach/sms-channel.ts';

const LIMIT_MS = 10_000;
const TURNS = 50;
const MESSAGE = {
  memberId: 'm-1',
  messageKey: 'k-1',
  messageId: 'welcome',
  topic: 'offers',
  class: 'marketing',
  occurredAt: '2026-10-01T00:00:00.000Z',
  language: 'en',
} as const;
const EMAIL: OutgoingMessage = {
  ...MESSAGE,
  address: 'lin@example.com',
  content: { channel: 'email', subject: 'Welcome', html: '<p>html</p>', text: 'text' },
};
const SMS: OutgoingMessage = { ...MESSAGE, address: '+8613800138000', content: { channel: 'sms', text: 'Welcome' } };

/** Takes what it is sent, and says nothing. */
let provider: Server;
let requestCount: number;

beforeEach(async () => {
  requestCount = 0;
  provider = createServer(() => {
    requestCount += 1;
  }).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(provider.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  // Sockets keep the real time.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  provider.closeAllConnections();
  provider.close();
});

/** What is known of a send when some time has passed since the provider had it. */
async function answerAfter(ms: number, sending: Promise<SendAnswer>): Promise<SendAnswer | undefined> {
  let answer: SendAnswer | undefined;
  void sending.then((given) => {
    answer = given;
  });
  while (requestCount === 0) await nextTurn();
  await vi.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < TURNS && answer === undefined; turn += 1) await nextTurn();
  return answer;
}

test.each([
  {
    name: 'SES',
    channel: () => createEmailChannel({ from: 'a@shop.example', senderName: 'Shop', configurationSet: 'c' }),
    message: EMAIL,
  },
  { name: 'SNS', channel: () => createSmsChannel({}), message: SMS },
])(
  '$name that does not answer is waited for ten seconds, and then nobody knows; it is not asked twice',
  async ({ channel, message }) => {
    const send = await channel().prepare(message);
    const sending = send();
    // The client looks at its clock a little after it has written.
    expect(await answerAfter(LIMIT_MS - 1_000, sending)).toBeUndefined();
    expect(await answerAfter(2_000, sending)).toEqual({ kind: 'UNKNOWN', reason: 'TimeoutError' });
    expect(requestCount).toBe(1);
  },
);
