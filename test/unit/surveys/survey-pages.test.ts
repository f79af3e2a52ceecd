import { beforeEach, expect, test } from 'vitest';
import { pageHtml } from '../../../lambdas/outreach/public-page.ts';
import { readLink, signLink } from '../../../lambdas/outreach/signed-link.ts';
import type { Invitation } from '../../../lambdas/surveys/invitation.ts';
import type { Answered } from '../../../lambdas/surveys/invitation-store.ts';
import { createShowSurvey } from '../../../lambdas/surveys/show-survey.ts';
import { createTakeAnswer } from '../../../lambdas/surveys/take-answer.ts';
import { invitationOf, satisfaction, surveyOf, TIME_ZONE } from './ready.ts';

const LINK_KEY = 'a-key';
const SHOP = { en: 'Gift Shop', zh: '礼物小店' };
const PAGE_BYTES_MAX = 50 * 1024;

let invitation: Invitation;
let kept: Answered[];
let now: Date;
let body = satisfaction();

beforeEach(() => {
  invitation = invitationOf();
  kept = [];
  now = new Date('2026-01-05T04:00:00Z');
  body = satisfaction();
});

const ports = {
  invitations: {
    invitation: async (memberId: string, run: string) =>
      memberId === invitation.memberId && run === invitation.run ? invitation : undefined,
    forwarding: async () => undefined,
    answer: async (_: Invitation, answered: Answered) => {
      if (invitation.answeredAt !== undefined) return 'ANSWERED_BEFORE' as const;
      kept.push(answered);
      invitation = { ...invitation, answeredAt: answered.answeredAt };
      return 'ANSWERED' as const;
    },
  },
  surveys: { survey: async () => surveyOf(body) },
  clock: () => now,
  readLink: (token: string) => readLink(token, 'survey', LINK_KEY),
  frame: (language: 'en' | 'zh', title: string, content: Parameters<typeof pageHtml>[2], style: string) =>
    pageHtml({ language, shop: SHOP[language], style }, title, content),
};
const show = createShowSurvey(ports, TIME_ZONE);
const take = createTakeAnswer(ports, TIME_ZONE);

const tokenOf = (changes: Partial<Parameters<typeof signLink>[0]> = {}) => {
  const { memberId, survey, run } = invitation;
  return signLink({ kind: 'survey', memberId, survey, run, ...changes } as never, LINK_KEY);
};

test('a click shows the form with the score chosen, and keeps nothing', async () => {
  const { status, page } = await show(tokenOf(), { question: 'nps', answer: '9' }, 'en');
  expect(status).toBe(200);
  expect(page).toMatch(/value="9" id="q-nps-9" checked/);
  expect(page.match(/ checked/g)).toHaveLength(1);
  expect(kept).toEqual([]);
});

test('the form is small, has a legend or a label for every question, and nothing that is loaded or run', async () => {
  for (const language of ['en', 'zh'] as const) {
    const { page } = await show(tokenOf(), {}, language);
    expect(Buffer.byteLength(page)).toBeLessThan(PAGE_BYTES_MAX);
    expect(page.match(/<legend>/g)).toHaveLength(2);
    expect(page).toContain('<label for="q-reason">');
    expect(page).not.toMatch(/<script|src=|<link/);
  }
});

test('sent once, the answer is kept and thanked for; sent again, nothing changes', async () => {
  const form = 'q-nps=9&q-csat=5&q-reason=call+me+at+ann%40mail.example';
  expect(await take(tokenOf(), form, 'en')).toMatchObject({ status: 200, page: expect.stringContaining('50 points') });
  expect(kept).toMatchObject([
    { answers: { nps: ['9'], csat: ['5'] }, measured: { nps: 9, csat: 5 }, month: '2026-01' },
  ]);
  expect(kept[0]?.texts).toEqual([{ question: 'reason', text: 'call me at ann@mail.example' }]);
  const again = await take(tokenOf(), 'q-nps=0', 'en');
  expect(again.page).toContain('Answered already');
  expect((await show(tokenOf(), {}, 'zh')).page).toContain('您已作答');
  expect(kept).toHaveLength(1);
});

test('of two who send at once one is told that it is answered', async () => {
  const pages = await Promise.all([take(tokenOf(), 'q-nps=9', 'en'), take(tokenOf(), 'q-nps=2', 'en')]);
  expect(pages.filter(({ page }) => page.includes('Thank you<'))).toHaveLength(1);
  expect(kept).toHaveLength(1);
});

test.each([
  ['a forged token', () => `${tokenOf().slice(0, -1)}x`],
  ['a token of another kind', () => signLink({ kind: 'preferences', memberId: 'm-1' }, LINK_KEY)],
  ['a token of another key', () => signLink({ kind: 'survey', memberId: 'm-1', survey: 's', run: 'r' }, 'b')],
  ['a token of another member', () => tokenOf({ memberId: 'm-2' })],
  ['a token of another survey', () => tokenOf({ survey: 'leavers' } as never)],
  ['a token of a run that nobody was asked in', () => tokenOf({ run: 'quarterly-satisfaction.2025-Q4' } as never)],
])('%s is refused, shown or sent', async (_, token) => {
  expect((await show(token(), {}, 'en')).status).toBe(400);
  expect((await take(token(), 'q-nps=9', 'en')).status).toBe(400);
  expect(kept).toEqual([]);
});

test('a score out of range is refused, and so is a question that is not asked', async () => {
  expect((await show(tokenOf(), { question: 'nps', answer: '11' }, 'en')).status).toBe(400);
  expect((await show(tokenOf(), { question: 'nothing', answer: '1' }, 'en')).status).toBe(400);
  expect((await take(tokenOf(), 'q-nps=11', 'en')).status).toBe(400);
  expect(kept).toEqual([]);
});

test('a survey takes answers to the last second of its last day, and none after it', async () => {
  now = new Date('2026-01-22T15:59:59.999Z');
  expect((await show(tokenOf(), {}, 'en')).status).toBe(200);
  now = new Date('2026-01-22T16:00:00.000Z');
  expect((await show(tokenOf(), {}, 'en')).status).toBe(410);
  expect((await take(tokenOf(), 'q-nps=9', 'en')).status).toBe(410);
  expect(kept).toEqual([]);
});

test('what is missing is said, and what was filled in is still there', async () => {
  const { status, page } = await take(tokenOf(), 'q-csat=2&q-reason=%3Cscript%3E', 'en');
  expect(status).toBe(400);
  expect(page).toContain('role="alert"');
  expect(page).toMatch(/value="2" id="q-csat-2" checked/);
  expect(page).toContain('&lt;script&gt;</textarea>');
});

test('texts of a survey are shown as they are written, never as markup', async () => {
  const evil = '<img src=x onerror=alert(1)>"\'';
  body = satisfaction({ name: { en: evil, zh: evil }, introduction: { en: evil, zh: evil } });
  const { page } = await show(tokenOf(), {}, 'en');
  expect(page).not.toContain('<img');
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;');
});
