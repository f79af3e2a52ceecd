import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { page } from '../../lambdas/kernel/http/page.ts';
import { signLink } from '../../lambdas/outreach/signed-link.ts';
import { createAcceptSuggestion } from '../../lambdas/suggestions/accept-suggestion.ts';
import { createShowSuggestionForm } from '../../lambdas/suggestions/show-suggestion-form.ts';
import type { HeardSuggestion } from '../../lambdas/suggestions/suggestion.ts';
import { createTakeSuggestionForm } from '../../lambdas/suggestions/take-suggestion-form.ts';
import { CHROMIUM_PATH, findBarriers, startBrowser } from './chromium.ts';

const SETTINGS = { shop: { en: 'Gift Shop', zh: '礼物小店' }, linkKey: 'a-key' };
const TOKEN = signLink({ kind: 'suggest', memberId: 'm-1' }, SETTINGS.linkKey);
const kept: HeardSuggestion[] = [];
const accept = createAcceptSuggestion(
  {
    store: {
      keptAnswer: async () => undefined,
      keep: async (heard) => {
        kept.push(heard);
        return 'KEPT';
      },
    },
    clock: () => new Date(),
    random: (bytes) => Buffer.alloc(bytes),
  },
  'Asia/Shanghai',
);
const show = createShowSuggestionForm(SETTINGS);
const take = createTakeSuggestionForm(accept, SETTINGS);

/** The page as its functions serve it, over HTTP. */
const servePage: RequestListener = async (request, response) => {
  const [, , token = ''] = (request.url ?? '').split('/');
  const form = await readText(request);
  const answer = request.method === 'GET' ? show(token, 'fresh', 'en') : await take(token, form, 'fresh', 'en');
  const { statusCode = 500, headers = {}, body = '' } = page(answer.status, answer.page);
  response.writeHead(statusCode, headers as Record<string, string>).end(body);
};

describe.skipIf(CHROMIUM_PATH === undefined)('in a browser', () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    browser = await startBrowser();
    server = createServer(servePage);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test('a suggestion is made on a phone by the keyboard alone, and nothing of the page is outside of it', async () => {
    const tab = await browser.newPage({ viewport: { width: 360, height: 700 } });
    const faults: string[] = [];
    tab.on('console', (message) => faults.push(message.text()));
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/suggest/${TOKEN}`);
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    expect(await tab.getByLabel('Tell me what became of it').isChecked()).toBe(false);
    await tab.keyboard.press('Tab');
    await tab.keyboard.type('Paper,\nplease.');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Space');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Enter');
    await tab.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(kept).toMatchObject([{ suggestion: { text: 'Paper,\nplease.' }, listeners: ['m-1'] }]);
    await tab.getByRole('link', { name: 'Suggest something else' }).click();
    expect(await tab.getByLabel('Your suggestion').inputValue()).toBe('');
    expect(faults).toEqual([]);
    await tab.close();
  });

  test('the page has nothing that keeps somebody out', async () => {
    const tab = await browser.newPage({ bypassCSP: true });
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/suggest/${TOKEN}`);
    expect(await findBarriers(tab)).toEqual([]);
    await tab.close();
  });
});
