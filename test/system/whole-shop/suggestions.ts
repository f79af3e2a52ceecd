import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { digest } from '../../replay/real-year.ts';
import type { Shop } from '../shop.ts';
import { track } from './calls.ts';
import { press } from './outreach.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MEMBERS = { 'm-wish': 'wish@mail.example', 'm-echo': 'echo@mail.example' } as const;
const TEXT = 'Wrap presents in paper. My neighbour Zoe Quill says so, too.';

/** Suggestions, from a link in a message to the word of what became of them. */
export function trySuggestions(shop: () => Shop): void {
  const inbox = (to: string) => shop().system.sending.inbox.messages({ channel: 'email', to, limit: 50 });
  const advanceTo = async (ms: number) => {
    await shop().system.advanceTo(ms);
    await shop().system.settle();
  };
  /** Nobody is written to in the night; days go by only where one has to. */
  const awaitDaylight = async () => {
    const now = shop().system.clock.now();
    const hourInShanghai = ((now % DAY_MS) / HOUR_MS + 8) % 24;
    if (hourInShanghai >= 8 && hourInShanghai < 17) return;
    await advanceTo(Math.floor(now / DAY_MS + 1) * DAY_MS + 4 * HOUR_MS);
  };
  let sequence = 0;
  const post = (path: string, body: object) => {
    sequence += 1;
    return shop().ask('POST', path, body, { 'idempotency-key': `suggestion-${sequence}` });
  };
  const newest = async () => {
    const { body } = await shop().ask('GET', '/v1/suggestions');
    return (body['suggestions'] as { suggestionId: string; text?: string }[])[0];
  };
  let suggested = '';

  test('a message leads to a page; looking at it changes nothing, and sending it keeps one suggestion', async () => {
    await awaitDaylight();
    for (const [memberId, email] of Object.entries(MEMBERS)) {
      const traits = { email, locale: 'en', timezone: 'Asia/Shanghai' };
      await shop().track(
        { type: 'identify', userId: memberId, traits },
        track(memberId, 'Order Delivered', { order_id: `of-${memberId}` }),
      );
    }
    await advanceTo(shop().system.clock.now() + HOUR_MS);
    const [delivered] = inbox(MEMBERS['m-wish']);
    const { html = '' } = await PostalMime.parse(delivered?.raw ?? '');
    const [, path = ''] = /href="https?:\/\/[^/"]+(\/suggest\/[^"]+)"/.exec(html) ?? [];
    await shop().system.settle();
    const before = await digest(shop());
    const shown = await fetch(`${shop().system.url}${path}`, { headers: { 'accept-language': 'zh-CN' } });
    expect([shown.status, await shown.text()]).toEqual([200, expect.stringContaining('您的建议')]);
    expect(await digest(shop())).toBe(before);

    expect((await press(shop(), `${path}x`, 'text=Paper')).status).toBe(400);
    const form = new URLSearchParams({ text: TEXT, reply: '1', once: 'abcdef0123456789' }).toString();
    for (let times = 1; times <= 2; times += 1) expect((await press(shop(), path, form)).status).toBe(200);
    const { body } = await shop().ask('GET', '/v1/suggestions');
    expect(body['suggestions']).toMatchObject([{ text: TEXT, channel: 'page', state: 'NEW', language: 'en' }]);
    suggested = (await newest())?.suggestionId ?? '';
  });

  test('whoever may only read sees no text', async () => {
    const made = await shop().ask('POST', '/v1/keys', { kind: 'operator', scopes: ['read'] });
    const asReader = { authorization: `Bearer ${made.body['secret']}` };
    for (const path of ['/v1/suggestions', `/v1/suggestions/${suggested}`]) {
      const { status, body } = await shop().ask('GET', path, undefined, asReader);
      expect([status, JSON.stringify(body)]).toEqual([200, expect.not.stringContaining('Zoe')]);
    }
    const triage = { state: 'ACCEPTED' };
    const headers = { ...asReader, 'idempotency-key': 'reader-1' };
    expect(await shop().ask('POST', `/v1/suggestions/${suggested}/triage`, triage, headers)).toMatchObject({
      status: 403,
    });
  });

  test('a duplicate is merged, and both members are told once what became of it', async () => {
    const same = { text: '=Paper, please', channel: 'email', memberId: 'm-echo', wantsReply: true };
    expect(await post('/v1/suggestions', same)).toMatchObject({ status: 201, body: { state: 'NEW' } });
    const csv = await fetch(`${shop().system.url}/v1/suggestions?format=csv`, {
      headers: { authorization: `Bearer ${shop().system.status().adminKey}` },
    });
    expect(await csv.text()).toContain(`"'=Paper, please"`);
    const duplicate = (await newest())?.suggestionId;
    const merged = { state: 'DUPLICATE', duplicateOf: suggested };
    expect(await post(`/v1/suggestions/${duplicate}/triage`, merged)).toMatchObject({ status: 200 });
    const answer = { en: 'From June on we wrap in <paper>.', zh: '六月起改用纸质包装。' };
    expect(await post(`/v1/suggestions/${suggested}/triage`, { state: 'NEW', answer })).toMatchObject({ status: 422 });
    const planned = { state: 'PLANNED', labels: ['packing'], answer };
    const headers = { 'idempotency-key': 'planned' };
    for (let times = 1; times <= 2; times += 1) {
      const told = await shop().ask('POST', `/v1/suggestions/${suggested}/triage`, planned, headers);
      expect(told).toMatchObject({ status: 200, body: { state: 'PLANNED', listenerCount: 2 } });
    }
    await shop().system.settle();
    await advanceTo(shop().system.clock.now() + 2 * HOUR_MS);
    for (const email of Object.values(MEMBERS)) {
      const told = inbox(email).filter(({ subject }) => subject === 'We plan what you suggested');
      expect(told).toHaveLength(1);
      const { html = '', text = '' } = await PostalMime.parse(told[0]?.raw ?? '');
      expect([html, text]).toEqual([
        expect.stringContaining('From June on we wrap in &lt;paper&gt;.'),
        expect.stringContaining('From June on we wrap in <paper>.'),
      ]);
    }
    const { body } = await shop().ask('GET', `/v1/suggestions?state=PLANNED&label=packing`);
    expect(body['suggestions']).toMatchObject([{ suggestionId: suggested, answeredAt: expect.any(String) }]);
  });

  test('what members wrote is in the table, and in no event, queue or log', async () => {
    const { url } = shop().system;
    for (const path of ['/_local/archive', '/_local/logs']) {
      expect(await (await fetch(`${url}${path}`)).text(), path).not.toContain('Zoe Quill');
    }
    for (const { name } of await shop().items('m-wish', 'NOTICE#')) expect(name).toBe('SuggestionAnswered');
  });
}
