import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { page as respond } from '../../lambdas/kernel/http/page.ts';
import { pageHtml } from '../../lambdas/outreach/public-page.ts';
import type { Invitation } from '../../lambdas/surveys/invitation.ts';
import type { Answered } from '../../lambdas/surveys/invitation-store.ts';
import { createShowSurvey, type SurveyLink } from '../../lambdas/surveys/show-survey.ts';
import { createTakeAnswer } from '../../lambdas/surveys/take-answer.ts';
import { invitationOf, leavers, satisfaction, surveyOf, TIME_ZONE } from '../unit/surveys/ready.ts';
import { CHROMIUM_PATH, findBarriers, startBrowser } from './chromium.ts';

const SHOP = { en: 'Gift Shop', zh: '礼物小店' };

const [nps, csat, reason] = satisfaction().questions;
if (nps === undefined || csat === undefined || reason === undefined) throw new Error('three questions');
/** Who would not recommend the shop is asked why, and has to say it. */
const ASKING_WHY = satisfaction({
  questions: [nps, csat, { ...reason, required: true, showIf: { question: 'nps', answers: ['0', '1', '2', '3'] } }],
});
const BODIES = { satisfaction: satisfaction(), why: ASKING_WHY, leavers: leavers() } as const;
type Name = keyof typeof BODIES;

let kept: Answered[] = [];

const ports = {
  invitations: {
    invitation: async (memberId: string, run: string): Promise<Invitation> =>
      invitationOf({ memberId, run, survey: run }),
    forwarding: async () => undefined,
    answer: async (_: Invitation, answered: Answered) => {
      kept.push(answered);
      return 'ANSWERED' as const;
    },
  },
  surveys: { survey: async ({ surveyId }: { surveyId: string }) => surveyOf(BODIES[surveyId as Name]) },
  clock: () => new Date('2026-01-05T04:00:00Z'),
  readLink: (run: string): SurveyLink => ({ memberId: 'm-1', survey: run, run }),
  frame: (language: 'en' | 'zh', title: string, body: Parameters<typeof pageHtml>[2], style: string) =>
    pageHtml({ language, shop: SHOP[language], style }, title, body),
};
const show = createShowSurvey(ports, TIME_ZONE);
const take = createTakeAnswer(ports, TIME_ZONE);

/** The pages as the functions serve them, over HTTP. */
const server: Server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://shop.example');
  const token = pathname.split('/').at(-1) ?? '';
  if (!Object.hasOwn(BODIES, token)) {
    // A browser looks for an icon by itself.
    response.writeHead(204).end();
    return;
  }
  const chosen = { question: searchParams.get('q') ?? undefined, answer: searchParams.get('a') ?? undefined };
  const language = request.headers['accept-language']?.startsWith('zh') ? 'zh' : 'en';
  const form = await text(request);
  const answer = await (request.method === 'GET' ? show(token, chosen, language) : take(token, form, language));
  const {
    statusCode = 500,
    headers = {},
    body = '',
  } = respond(answer.status, answer.page) as {
    statusCode?: number;
    headers?: Record<string, string>;
    body?: string;
  };
  response.writeHead(statusCode, headers).end(body);
});

describe.skipIf(CHROMIUM_PATH === undefined)('in a browser', () => {
  let browser: Browser;
  let origin = '';

  beforeAll(async () => {
    browser = await startBrowser();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    kept = [];
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  const open = async (path: string, locale = 'en', bypassCSP = false): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 360, height: 700 }, locale, bypassCSP });
    const tab = await context.newPage();
    await tab.goto(`${origin}/survey/${path}`);
    return tab;
  };

  test.each([
    ['satisfaction?q=nps&a=9', 'en'],
    ['satisfaction', 'zh'],
    ['why?q=nps&a=2', 'en'],
    ['leavers', 'en'],
    ['satisfaction?q=nps&a=11', 'en'],
  ])('the page %s (%s) has nothing that keeps somebody out, and fits a phone', async (path, locale) => {
    const tab = await open(path, locale, true);
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    expect(await findBarriers(tab)).toEqual([]);
    await tab.context().close();
  });

  test('the clicked score is chosen, another is reached by the keyboard, and the form is sent by it', async () => {
    const tab = await open('satisfaction?q=nps&a=8');
    const faults: string[] = [];
    tab.on('console', (message) => faults.push(message.text()));
    expect(await tab.getByRole('radio', { name: '8' }).first().isChecked()).toBe(true);
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('ArrowRight');
    expect(await tab.locator('#q-nps-9').isChecked()).toBe(true);
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Space');
    await tab.keyboard.press('Tab');
    await tab.keyboard.type('Fast');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Enter');
    await tab.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(kept).toMatchObject([{ answers: { nps: ['9'], csat: ['1'] }, texts: [{ text: 'Fast' }] }]);
    expect(faults).toEqual([]);
    await tab.context().close();
  });

  test('a question that hangs on an answer is there with it, without a script, and is asked for', async () => {
    const tab = await open('why?q=nps&a=9');
    const why = tab.locator('#q-reason');
    expect(await why.isVisible()).toBe(false);
    await tab.getByText('2', { exact: true }).first().click();
    expect(await why.isVisible()).toBe(true);
    await tab.getByRole('button', { name: 'Send my answers' }).click();
    await tab.getByRole('alert').waitFor();
    expect([kept, await tab.locator('#q-nps-2').isChecked()]).toEqual([[], true]);
    await why.fill('Slow');
    await tab.getByRole('button', { name: 'Send my answers' }).click();
    await tab.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(kept).toHaveLength(1);
    await tab.context().close();
  });
});
