import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { page, redirect } from '../../lambdas/kernel/http/page.ts';
import { createChangeConsent } from '../../lambdas/outreach/change-consent.ts';
import { createFollowLink } from '../../lambdas/outreach/follow-link.ts';
import { type LinkAnswer, SEND_FORM } from '../../lambdas/outreach/public-page.ts';
import { createShowLink } from '../../lambdas/outreach/show-link.ts';
import { type LinkPurpose, signLink } from '../../lambdas/outreach/signed-link.ts';
import { memoryOutreach } from '../unit/outreach/memory-outreach.ts';
import { CHROMIUM_PATH, startBrowser } from './chromium.ts';

const TOPICS = [
  { id: 'account', class: 'service' as const, name: { en: 'Your membership', zh: '会员账户' } },
  { id: 'offers', class: 'marketing' as const, name: { en: 'Offers', zh: '优惠' } },
];
const SETTINGS = {
  topics: TOPICS,
  shop: { en: 'Gift Shop', zh: '礼物小店' },
  channels: ['email'] as const,
  linkKey: 'a-key',
};
const KINDS: Readonly<Record<string, LinkPurpose['kind']>> = { go: 'click', preferences: 'preferences' };

const { store, kept } = memoryOutreach();
const clicks: string[] = [];
const changeConsent = createChangeConsent(store, { topics: TOPICS, doubleOptIn: [] }, () => new Date());
const show = createShowLink(store, SETTINGS);
const follow = createFollowLink(
  {
    changeConsent,
    messages: {
      keepFeedback: async ({ memberId }) => {
        clicks.push(memberId);
        return true;
      },
    },
    clock: () => new Date(),
    onLost: (error) => {
      throw error;
    },
  },
  SETTINGS,
);

/** The pages as the functions serve them, over HTTP. */
const servePages: RequestListener = async (request, response) => {
  const [, name = '', token = ''] = (request.url ?? '').split('/');
  const kind = KINDS[name] ?? 'confirm';
  const form = await text(request);
  const answer = request.method === 'GET' ? await show(kind, token, 'en') : await follow(kind, token, form, 'en');
  const { statusCode = 500, headers = {}, body = '' } = toResponse(answer);
  response.writeHead(statusCode, headers as Record<string, string>).end(body);
};

const toResponse = (answer: LinkAnswer) =>
  answer.kind === 'REDIRECT'
    ? redirect(answer.url)
    : page(answer.status, answer.page, {
        formTargets: answer.formTargets,
        script: answer.formTargets === undefined ? undefined : SEND_FORM,
      });

describe.skipIf(CHROMIUM_PATH === undefined)('in a browser', () => {
  let browser: Browser;
  let servers: readonly Server[];
  let origins: readonly string[];

  beforeAll(async () => {
    browser = await startBrowser();
    servers = [createServer(servePages), createServer((_, response) => response.end('the shop'))];
    origins = await Promise.all(servers.map(listen));
  });

  beforeEach(() => {
    kept.clear();
    clicks.length = 0;
  });

  afterAll(async () => {
    await browser?.close();
    for (const server of servers ?? []) server.close();
  });

  test('whoever opens a link to the shop is there at once, and the click is kept; a program that asks for it is not', async () => {
    const url = `${origins[1]}/tea`;
    const token = signLink({ kind: 'click', memberId: 'm-1', messageKey: 'k', url }, SETTINGS.linkKey);
    const asked = await fetch(`${origins[0]}/go/${token}`);
    // The shop may lead on from there, to wherever it has moved.
    expect(asked.headers.get('content-security-policy')).toContain(`form-action 'self' ${origins[1]} https:;`);
    expect(clicks).toEqual([]);
    const tab = await browser.newPage();
    await tab.goto(`${origins[0]}/go/${token}`);
    await tab.waitForURL(url);
    expect([await tab.textContent('body'), clicks]).toEqual(['the shop', ['m-1']]);
    await tab.close();
  });

  test('preferences are ticked and saved on a phone, and nothing of the page is outside of it', async () => {
    const token = signLink({ kind: 'preferences', memberId: 'm-1' }, SETTINGS.linkKey);
    const tab = await browser.newPage({ viewport: { width: 360, height: 700 } });
    const faults: string[] = [];
    tab.on('console', (message) => faults.push(message.text()));
    await tab.goto(`${origins[0]}/preferences/${token}`);
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await tab.getByLabel('Offers').check();
    await tab.getByRole('button', { name: 'Save' }).click();
    expect(await tab.textContent('h1')).toBe('Saved');
    expect(Object.values(kept.get('m-1')?.consents ?? {})).toMatchObject([{ topic: 'offers', status: 'GRANTED' }]);
    await tab.goto(`${origins[0]}/preferences/${token}`);
    expect(await tab.getByLabel('Offers').isChecked()).toBe(true);
    await tab.getByRole('button', { name: 'Unsubscribe from everything' }).click();
    await tab.getByRole('heading', { name: 'Saved' }).waitFor();
    expect(Object.values(kept.get('m-1')?.consents ?? {})).toMatchObject([{ topic: 'offers', status: 'WITHDRAWN' }]);
    expect(faults).toEqual([]);
    await tab.close();
  });
});

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
