import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { digest } from '../../replay/real-year.ts';
import type { Shop } from '../shop.ts';
import { track } from './calls.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TOPICS = ['account', 'points', 'offers'];

/** Messages to members, from what happened to the inbox. */
export function tryOutreach(shop: () => Shop): void {
  const inbox = (channel: string, to: string) => shop().system.sending.inbox.messages({ channel, to, limit: 50 });
  const noonOfNextDay = () => {
    const now = shop().system.clock.now();
    return Math.floor(now / DAY_MS + 1) * DAY_MS + 4 * HOUR_MS;
  };
  const nightOfToday = () => Math.floor(shop().system.clock.now() / DAY_MS) * DAY_MS + 14 * HOUR_MS;
  const advanceTo = async (ms: number) => {
    await shop().system.advanceTo(ms);
    await shop().system.settle();
  };
  const join = (memberId: string, traits: object) =>
    shop().track(
      { type: 'identify', userId: memberId, traits: { locale: 'en', timezone: 'Asia/Shanghai', ...traits } },
      track(memberId, 'Signed Up'),
    );

  test('whoever has consented is welcomed by e-mail, and nobody else is', async () => {
    await advanceTo(noonOfNextDay());
    await consent(shop(), 'm-mail', 'email');
    await join('m-mail', { email: 'ann@mail.example', name: 'Ann' });
    await join('m-silent', { email: 'bea@mail.example' });
    await advanceTo(shop().system.clock.now() + HOUR_MS);
    expect(inbox('email', 'ann@mail.example').map(({ subject }) => subject)).toEqual([expect.stringContaining('Gift')]);
    expect(inbox('email', 'bea@mail.example')).toEqual([]);
    const { body } = await shop().ask('GET', '/v1/members/m-silent/messages');
    expect(body['messages']).toMatchObject([
      { messageId: 'welcome', status: 'SUPPRESSED', verdict: { kind: 'SUPPRESS', rule: 'CONSENT' } },
    ]);
  });

  test('what is due in the night waits for the morning, is staged before it, and sent at its minute', async () => {
    await advanceTo(nightOfToday());
    await consent(shop(), 'm-night', 'email');
    await join('m-night', { email: 'cas@mail.example' });
    await advanceTo(shop().system.clock.now() + HOUR_MS);
    const { body } = await shop().ask('GET', '/v1/members/m-night/messages');
    const [waiting] = body['messages'] as { dueAt: string }[];
    expect(waiting).toMatchObject({ status: 'WAITING', verdict: { kind: 'DEFER', rule: 'QUIET_HOURS' } });
    const dueAt = Date.parse(String(waiting?.dueAt));
    await shop().system.advanceTo(dueAt - 60_000);
    expect(inbox('email', 'cas@mail.example')).toEqual([]);
    await advanceTo(dueAt + 60_000);
    const [sent] = inbox('email', 'cas@mail.example');
    expect(Number(sent?.sentAtMs) - dueAt).toBeLessThan(2_000);
    expect(Number(sent?.sentAtMs)).toBeGreaterThanOrEqual(Math.floor(dueAt / 1000) * 1000);
  });

  test('following a link changes nothing; pressing its button does what it is for', async () => {
    const [sent] = inbox('email', 'ann@mail.example');
    const { html = '' } = await PostalMime.parse(sent?.raw ?? '');
    const links = linksOf(html);
    expect(links.map((path) => path.split('/')[1]).sort()).toEqual(expect.arrayContaining(['go', 'preferences']));
    await shop().system.settle();
    const before = await digest(shop());
    for (const path of links) {
      for (const method of ['GET', 'HEAD']) {
        const { status } = await fetch(`${shop().system.url}${path}`, { method });
        expect(status, `${method} ${path}`).toBe(method === 'GET' ? 200 : 404);
      }
    }
    await shop().system.settle();
    expect(await digest(shop())).toBe(before);

    const pathOf = (name: string) => links.find((path) => path.startsWith(`/${name}/`)) ?? '';
    const clicked = await press(shop(), pathOf('go'));
    expect([clicked.status, clicked.headers.get('location')]).toEqual([303, expect.stringMatching(/^https:/)]);
    const { body } = await shop().ask('GET', '/v1/members/m-mail/messages');
    expect(body['messages']).toMatchObject([{ messageId: 'welcome', feedback: { clickedAt: expect.any(String) } }]);

    expect((await press(shop(), `${pathOf('unsubscribe')}x`)).status).toBe(400);
    // As mail programs do it: no cookie, no redirect.
    const unsubscribed = await press(shop(), pathOf('unsubscribe'), 'List-Unsubscribe=One-Click');
    expect([unsubscribed.status, await unsubscribed.text()]).toEqual([200, expect.stringContaining('unsubscribed')]);
    expect((await press(shop(), pathOf('preferences'), 'shown=email%23points&none=1')).status).toBe(200);
    await advanceTo(shop().system.clock.now() + HOUR_MS);
    const { body: said } = await shop().ask('GET', '/v1/members/m-mail/consents');
    const withdrawn = (said['consents'] as { status: string; topic: string }[]).filter(
      ({ status }) => status === 'WITHDRAWN',
    );
    expect(withdrawn).toContainEqual(expect.objectContaining({ topic: 'points', source: 'preference page' }));
    const subjects = inbox('email', 'ann@mail.example').map(({ subject }) => subject);
    expect(subjects.filter((subject) => /unsubscribed/i.test(subject ?? ''))).not.toEqual([]);
  });

  test('operators define messages by SMS and webhook, and switch them off', async () => {
    await advanceTo(noonOfNextDay());
    const say = (text: string) => ({ en: { text }, zh: { text } });
    const define = (id: string, channel: string, text: string, delayMinutes = 0) =>
      shop().ask('POST', `/v1/messages/${id}`, {
        ...{ name: { en: 'Back', zh: '回来' }, topic: 'account', channel, content: say(text) },
        trigger: { event: 'MemberJoined', delayMinutes },
      });
    expect(await define('joined-sms', 'sms', 'Welcome to {{ shop }}.')).toMatchObject({ status: 200 });
    // Longer than a queue holds it.
    expect(await define('joined-push', 'webhook', '{{ greeting }} welcome.', 40)).toMatchObject({ status: 200 });
    expect(await define('joined-wrong', 'sms', '{{ nobody }}')).toMatchObject({ status: 422 });
    await advanceTo(shop().system.clock.now() + 2 * 60_000);
    await consent(shop(), 'm-phone', 'sms');
    await consent(shop(), 'm-phone', 'webhook');
    await join('m-phone', { phone: '+8613800138111' });
    await advanceTo(shop().system.clock.now() + HOUR_MS);
    expect(inbox('sms', '+8613800138111').map(({ body }) => body)).toEqual([expect.stringMatching(/^Welcome to /)]);
    const pushed = shop().system.sending.inbox.messages({ channel: 'webhook', limit: 50 });
    expect(pushed.map(({ body }) => JSON.parse(body))).toMatchObject([{ memberId: 'm-phone', message: 'joined-push' }]);
    for (const id of ['joined-sms', 'joined-push']) {
      expect(await shop().ask('DELETE', `/v1/messages/${id}`)).toMatchObject({ status: 200, body: { version: 2 } });
    }
    const { body } = await shop().ask('GET', '/v1/messages');
    expect(body['messages']).toContainEqual({ messageId: 'joined-sms', version: 2, isOn: false });
  });

  test('a preview says whether a member would get a message, and why not', async () => {
    const preview = (memberId: string, at: string) =>
      shop().ask('POST', '/v1/outreach/preview', { memberId, messageId: 'welcome', at, data: {} });
    const tomorrow = new Date(noonOfNextDay() + 3 * DAY_MS).toISOString();
    expect((await preview('m-night', tomorrow)).body).toMatchObject({
      verdict: { kind: 'SEND' },
      timeZones: ['Asia/Shanghai'],
      rendered: { subject: expect.any(String) },
    });
    expect((await preview('m-silent', tomorrow)).body).toMatchObject({ verdict: { rule: 'CONSENT' } });
  });
}

/** As the platform tells what a member said at its checkout. */
export async function consent(shop: Shop, memberId: string, channel: 'email' | 'sms' | 'webhook'): Promise<void> {
  const consents = TOPICS.map((topic) => ({ channel, topic, status: 'GRANTED' }));
  const told = await shop.ask('POST', `/v1/members/${memberId}/consents`, { consents, source: 'checkout' });
  if (told.status !== 200) throw new Error(`the consent was answered ${told.status}`);
}

/** The links of an e-mail, without the host: members reach the shop by another name. */
export function linksOf(html: string): string[] {
  return [...html.matchAll(/href="(?:https?:\/\/[^/"]+)(\/(?:go|unsubscribe|preferences|confirm)\/[^"]+)"/g)].map(
    ([, path = '']) => path,
  );
}

export const press = (shop: Shop, path: string, form = '') =>
  fetch(`${shop.system.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en' },
    body: form,
  });
