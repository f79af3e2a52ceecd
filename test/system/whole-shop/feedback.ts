import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import type { Shop } from '../shop.ts';
import { TWO_LINES, track } from './calls.ts';
import { consent, linksOf, press } from './outreach.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More than the breaker waits for before it believes a day, and more of them bad than it bears. */
const MANY = 120;
const BOUNCING_EVERY = 10;

interface ListedMessage {
  readonly messageId: string;
  readonly occurredAt: string;
  readonly status: string;
  readonly verdict: object;
  readonly failure?: string;
  readonly feedback: Readonly<Record<string, string>>;
}

/** What becomes of messages once they are sent. */
export function tryFeedback(shop: () => Shop): void {
  const messagesOf = async (memberId: string) => {
    const { body } = await shop().ask('GET', `/v1/members/${memberId}/messages`);
    return body['messages'] as ListedMessage[];
  };
  const signUp = (memberId: string, traits: object) => [
    { type: 'identify', userId: memberId, traits: { locale: 'en', timezone: 'Asia/Shanghai', ...traits } },
    track(memberId, 'Signed Up'),
  ];
  const join = async (memberId: string, traits: object, channel: 'email' | 'sms' = 'email') => {
    await consent(shop(), memberId, channel);
    await shop().track(...signUp(memberId, traits));
  };
  const advance = async (ms: number) => {
    await shop().system.advanceTo(shop().system.clock.now() + ms);
    await shop().system.settle();
  };
  const noonOfNextDay = () => (Math.floor(shop().system.clock.now() / DAY_MS) + 1) * DAY_MS + 4 * HOUR_MS;
  const awaitNoon = () => advance(noonOfNextDay() - shop().system.clock.now());

  test('what became of an e-mail is told with it, and a lost answer is settled by what was heard', async () => {
    await awaitNoon();
    await join('m-fine', { email: 'dan@mail.example' });
    await join('m-bounces', { email: 'bounce-1@mail.example' });
    await join('m-full', { email: 'softbounce@mail.example' });
    await join('m-complains', { email: 'complaint@mail.example' });
    await join('m-rejected', { email: 'reject@mail.example' });
    await advance(HOUR_MS);
    const instant = expect.any(String);
    const told = async (memberId: string) => {
      const [{ status, feedback } = { status: '', feedback: {} }] = await messagesOf(memberId);
      return { status, feedback };
    };
    expect(await told('m-fine')).toEqual({ status: 'SENT', feedback: { deliveredAt: instant } });
    expect(await told('m-bounces')).toEqual({ status: 'SENT', feedback: { bouncedAt: instant } });
    expect(await told('m-full')).toEqual({ status: 'SENT', feedback: { undeliveredAt: instant } });
    expect((await told('m-complains')).feedback).toMatchObject({ deliveredAt: instant, complainedAt: instant });
    expect(await told('m-rejected')).toEqual({ status: 'FAILED', feedback: { rejectedAt: instant } });

    shop().system.sending.faults.plan({ service: 'ses', fault: 'LostAnswer', times: 1 });
    await join('m-unheard', { email: 'eve@mail.example' });
    await advance(HOUR_MS);
    expect(await told('m-unheard')).toMatchObject({ status: 'SENT', feedback: { deliveredAt: instant } });
    const mails = shop().system.sending.inbox.messages({ channel: 'email', to: 'eve@mail.example', limit: 10 });
    expect(mails).toHaveLength(1);
  });

  const click = async (address: string) => {
    const [sent] = shop().system.sending.inbox.messages({ channel: 'email', to: address, limit: 1 });
    const { html = '' } = await PostalMime.parse(sent?.raw ?? '');
    const go = linksOf(html).find((path) => path.startsWith('/go/')) ?? '';
    expect((await press(shop(), go)).status).toBe(303);
    await advance(HOUR_MS);
  };
  const total = async () => {
    const { body } = await shop().ask('GET', '/v1/reports/messages');
    const messages = body['messages'] as { messageId: string; channel: string; total: Record<string, number> }[];
    return messages.find(({ messageId, channel }) => messageId === 'welcome' && channel === 'email')?.total;
  };

  test('an order after a click is credited to its message, less what comes back of it', async () => {
    await click('dan@mail.example');
    await shop().track(track('m-fine', 'Order Completed', { order_id: 'o-clicked', ...TWO_LINES }));
    await shop().track(track('m-full', 'Order Completed', { order_id: 'o-not-clicked', ...TWO_LINES }));
    await advance(HOUR_MS);
    const after = await total();
    expect(after).toMatchObject({ orders: 1, revenueMinor: 27_000 });
    expect(after?.['clicked']).toBeGreaterThan(0);
    expect(after?.['delivered']).toBeGreaterThan(after?.['clicked'] ?? 0);
    await shop().track(track('m-fine', 'Order Refunded', { order_id: 'o-clicked' }));
    await advance(HOUR_MS);
    expect(await total()).toMatchObject({ orders: 0, revenueMinor: 0 });
  });

  test('an order of somebody who clicked under another id is credited once both are one, and so are later ones', async () => {
    await click('eve@mail.example');
    await shop().track(track('m-eve', 'Order Completed', { order_id: 'o-eve-1', ...TWO_LINES }));
    await advance(HOUR_MS);
    expect(await total()).toMatchObject({ orders: 0 });
    const merge = { from: 'm-unheard', dryRun: false };
    const key = { 'idempotency-key': 'merge-eve' };
    expect((await shop().ask('POST', '/v1/members/m-eve/merge', merge, key)).status).toBe(200);
    await shop().track(track('m-eve', 'Order Completed', { order_id: 'o-eve-2', ...TWO_LINES }));
    await advance(HOUR_MS);
    expect(await total()).toMatchObject({ orders: 2, revenueMinor: 54_000 });
    for (const order_id of ['o-eve-1', 'o-eve-2']) await shop().track(track('m-eve', 'Order Refunded', { order_id }));
    await advance(HOUR_MS);
    expect(await total()).toMatchObject({ orders: 0, revenueMinor: 0 });
  });

  test('who bounced or complained is not written to any more, whoever has the address', async () => {
    await awaitNoon();
    await join('m-bounces-too', { email: ' Bounce-1@mail.example' });
    await join('m-complains-too', { email: 'complaint@mail.example' });
    await advance(HOUR_MS);
    for (const memberId of ['m-bounces-too', 'm-complains-too']) {
      expect(await messagesOf(memberId)).toMatchObject([
        { status: 'SUPPRESSED', verdict: { kind: 'SUPPRESS', rule: 'SUPPRESSED' } },
      ]);
    }
  });

  test.each([
    { fault: 'Throttling', status: 'SENT', waitsHours: 0 },
    { fault: 'DailyQuota', status: 'SENT', waitsHours: 1 },
    { fault: 'Paused', status: 'SENT', waitsHours: 1 },
    { fault: 'Rejected', status: 'FAILED', waitsHours: 0 },
  ] as const)('to $fault of the provider the answer is its own: $status', async ({ fault, status, waitsHours }) => {
    await awaitNoon();
    const [memberId, email] = [`m-${fault}`, `${fault}@mail.example`];
    shop().system.sending.faults.plan({ service: 'ses', fault, times: 1 });
    await join(memberId, { email });
    await advance(3 * HOUR_MS);
    const [told] = await messagesOf(memberId);
    expect(told).toMatchObject({ status });
    const arrived = shop().system.sending.inbox.messages({ channel: 'email', to: email, limit: 9 });
    expect(arrived).toHaveLength(status === 'SENT' ? 1 : 0);
    for (const { sentAtMs } of arrived) {
      const hours = Math.floor((sentAtMs - Date.parse(told?.occurredAt ?? '')) / HOUR_MS);
      expect(hours).toBe(waitsHours);
    }
  });

  test('what the account’s own list holds is suppressed here by the next day', async () => {
    shop().system.sending.suppressions.put('fay@mail.example', 'COMPLAINT');
    await advance(DAY_MS);
    await awaitNoon();
    await join('m-listed', { email: 'fay@mail.example' });
    await advance(HOUR_MS);
    expect(await messagesOf('m-listed')).toMatchObject([{ status: 'SUPPRESSED', verdict: { rule: 'SUPPRESSED' } }]);
    expect(shop().system.sending.inbox.messages({ channel: 'email', to: 'fay@mail.example', limit: 1 })).toEqual([]);
  });

  test('what became of an SMS is read from the log, and a number that takes none is not written to again', async () => {
    await awaitNoon();
    const content = { en: { text: 'Welcome to {{ shop }}.' }, zh: { text: '欢迎来到{{ shop }}。' } };
    await shop().ask('POST', '/v1/messages/joined-text', {
      ...{ name: { en: 'Back', zh: '回来' }, topic: 'account', channel: 'sms', content },
      trigger: { event: 'MemberJoined' },
    });
    await advance(2 * 60_000);
    await join('m-texted', { phone: '+8613800138222' }, 'sms');
    await join('m-no-phone', { phone: '+8613800130000' }, 'sms');
    await join('m-opted-out', { phone: '+8613800139999' }, 'sms');
    await advance(HOUR_MS);
    await join('m-opted-out-too', { phone: '+8613800139999' }, 'sms');
    await advance(HOUR_MS);
    const textOf = async (memberId: string) =>
      (await messagesOf(memberId)).find(({ messageId }) => messageId === 'joined-text');
    expect(await textOf('m-texted')).toMatchObject({ status: 'SENT', feedback: { deliveredAt: expect.any(String) } });
    for (const memberId of ['m-no-phone', 'm-opted-out']) {
      expect(await textOf(memberId)).toMatchObject({ feedback: { undeliveredAt: expect.any(String) } });
    }
    expect(await textOf('m-opted-out-too')).toMatchObject({ status: 'SUPPRESSED', verdict: { rule: 'SUPPRESSED' } });
    expect(await shop().ask('DELETE', '/v1/messages/joined-text')).toMatchObject({ status: 200 });
  });

  test('a day of bounces stops marketing until a person resumes it', async () => {
    await awaitNoon();
    const members = Array.from({ length: MANY }, (_, index) => `m-storm-${index}`);
    for (const memberId of members) await consent(shop(), memberId, 'email');
    await shop().track(
      ...members.flatMap((memberId, index) =>
        signUp(memberId, { email: `${index % BOUNCING_EVERY === 0 ? 'bounce' : 'fine'}-s${index}@mail.example` }),
      ),
    );
    await advance(HOUR_MS);
    const channel = async () => {
      const { body } = await shop().ask('GET', '/v1/outreach/channels');
      return (body['channels'] as object[])[0];
    };
    const reason = expect.stringMatching(/^\d+ of \d+ bounced in a day$/);
    expect(await channel()).toMatchObject({ channel: 'email', isSending: false, scope: 'marketing', reason });
    const resumed = await shop().ask('POST', '/v1/outreach/channels/email/resume', { reason: 'the list is clean' });
    expect(resumed).toMatchObject({ status: 200, body: { channel: 'email', isSending: true } });
    await awaitNoon();
    await join('m-storm-over', { email: 'gus@mail.example' });
    await advance(HOUR_MS);
    expect(await messagesOf('m-storm-over')).toMatchObject([{ status: 'SENT' }]);
  });
}
