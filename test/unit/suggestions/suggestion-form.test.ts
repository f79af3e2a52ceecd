import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { page } from '../../../lambdas/kernel/http/page.ts';
import { signLink } from '../../../lambdas/outreach/signed-link.ts';
import { createAcceptSuggestion } from '../../../lambdas/suggestions/accept-suggestion.ts';
import { createShowSuggestionForm } from '../../../lambdas/suggestions/show-suggestion-form.ts';
import { type HeardSuggestion, TEXT_CHARACTERS_MAX } from '../../../lambdas/suggestions/suggestion.ts';
import { createTakeSuggestionForm } from '../../../lambdas/suggestions/take-suggestion-form.ts';

const SETTINGS = { shop: { en: 'Gift <Shop>', zh: '礼物小店' }, linkKey: 'a-key' };
const TOKEN = signLink({ kind: 'suggest', memberId: 'm-1' }, SETTINGS.linkKey);
const ONCE = 'abcdef0123456789';

const kept = new Map<string, HeardSuggestion>();
const answers = new Map<string, unknown>();
let isDayFull = false;
beforeEach(() => {
  kept.clear();
  answers.clear();
  isDayFull = false;
});

const accept = createAcceptSuggestion(
  {
    store: {
      keptAnswer: async (route, key) => {
        const answer = answers.get(`${route} ${key}`);
        return answer === undefined ? undefined : { requestHash: '', answer };
      },
      keep: async (heard, { route, key, answer }) => {
        if (isDayFull) return 'DAY_FULL';
        answers.set(`${route} ${key}`, answer);
        kept.set(heard.suggestion.suggestionId, heard);
        return 'KEPT';
      },
    },
    clock: () => new Date('2026-06-10T04:00:00.000Z'),
    random: (bytes) => Buffer.alloc(bytes, kept.size),
  },
  'Asia/Shanghai',
);
const show = createShowSuggestionForm(SETTINGS);
const take = createTakeSuggestionForm(accept, SETTINGS);
const post = (fields: Record<string, string>, language: 'en' | 'zh' = 'en', token = TOKEN) =>
  take(token, new URLSearchParams(fields).toString(), 'fresh', language);

test.each([
  ['en', 'What could we do better?', 'lang="en"'],
  ['zh', '我们哪里可以做得更好？', 'lang="zh-CN"'],
] as const)('the page in %s has a form with labels, no script, and is small', (language, title, tag) => {
  const shown = show(TOKEN, ONCE, language);
  expect(shown.status).toBe(200);
  for (const part of [title, tag, '<label class="above" for="text">', 'maxlength="2000"', `value="${ONCE}"`]) {
    expect(shown.page).toContain(part);
  }
  expect(shown.page).not.toMatch(/<script|https?:|\son\w+=/);
  expect(Buffer.byteLength(shown.page)).toBeLessThan(50_000);
  expect(page(shown.status, shown.page).headers).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
});

test('what a member sends is kept in the language of the page, with the wish to hear of it', async () => {
  const answer = await post({ text: '用纸质包装。\r\n谢谢', reply: '1', once: ONCE }, 'zh');
  expect(answer).toMatchObject({ status: 200, page: expect.stringContaining('建议已收到') });
  expect([...kept.values()]).toMatchObject([
    {
      suggestion: { text: '用纸质包装。\n谢谢', language: 'zh', channel: 'page', memberId: 'm-1', state: 'NEW' },
      listeners: ['m-1'],
    },
  ]);
});

test('pressed twice it is one suggestion; written anew it is another', async () => {
  for (const text of ['Paper.', 'Paper.', 'Cloth.'])
    expect(await post({ text, once: ONCE })).toMatchObject({ status: 200 });
  expect([...kept.values()].map(({ suggestion }) => suggestion.text)).toEqual(['Paper.', 'Cloth.']);
  expect([...kept.values()].flatMap(({ listeners }) => listeners)).toEqual([]);
});

test('whoever is promised a reply gets one, also who ticks the box only when sending again', async () => {
  const promise = 'We write to you';
  const silent = await post({ text: 'Paper.', once: ONCE });
  expect([silent.page.includes(promise), [...kept.values()].flatMap(({ listeners }) => listeners)]).toEqual([
    false,
    [],
  ]);
  for (let times = 1; times <= 2; times += 1) {
    expect((await post({ text: 'Paper.', reply: '1', once: ONCE })).page).toContain(promise);
    expect([...kept.values()].flatMap(({ listeners }) => listeners)).toEqual(['m-1']);
  }
});

test('what can not be kept is said and shown again as it was written, never as a part of the page', async () => {
  expect(await post({ text: ' ' })).toMatchObject({ status: 400, page: expect.stringContaining('role="alert"') });
  const long = `</textarea><script>alert(1)</script>${'x'.repeat(TEXT_CHARACTERS_MAX)}`;
  const refused = await post({ text: long, reply: '1' });
  expect(refused).toMatchObject({ status: 400, page: expect.stringContaining('&lt;/textarea&gt;&lt;script&gt;') });
  expect(refused.page).toMatch(/aria-describedby="fault hint" aria-invalid="true"/);
  expect(refused.page).not.toContain('<script');
  expect(refused.page).toContain('value="1" checked');
  isDayFull = true;
  expect(await post({ text: 'Paper.' }, 'zh')).toMatchObject({
    status: 429,
    page: expect.stringContaining('明天再来'),
  });
  expect(kept.size).toBe(0);
});

test('whatever is posted, the page answers and says nothing unescaped', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
      const answer = await post({ text: `${text}<i>${'x'.repeat(TEXT_CHARACTERS_MAX)}` });
      expect(answer.page).not.toContain('<i>');
      expect((await take(TOKEN, text, 'fresh', 'en')).status).toBe(400);
    }),
  );
});

test('a link that nobody signed, or signed for something else, shows no form and keeps nothing', async () => {
  const { linkKey } = SETTINGS;
  const strangers = [
    '',
    `${TOKEN}a`,
    signLink({ kind: 'suggest', memberId: 'm-1' }, 'another key'),
    signLink({ kind: 'preferences', memberId: 'm-1' }, linkKey),
  ];
  for (const stranger of strangers) {
    const shown = show(stranger, ONCE, 'en');
    expect(shown).toMatchObject({ status: 400, page: expect.stringContaining('does not work') });
    expect(shown.page).not.toContain('<form');
    expect(await post({ text: 'Paper.' }, 'en', stranger)).toMatchObject({ status: 400 });
  }
  expect(kept.size).toBe(0);
});
