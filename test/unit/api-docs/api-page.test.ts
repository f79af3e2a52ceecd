import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apiPage } from '../../../lambdas/api-docs/api-page.ts';
import { handler as showApiPage } from '../../../lambdas/api-docs/functions/show-api-page.ts';
import { handler as showOpenApi } from '../../../lambdas/api-docs/functions/show-openapi.ts';
import { EVENTS_GROUP } from '../../../lambdas/api-docs/intake-paths.ts';
import { listRoutes } from '../../../lambdas/api-docs/list-routes.ts';
import { openApiDocument } from '../../../lambdas/api-docs/openapi-document.ts';
import { html, inline, prose } from '../../../lambdas/kernel/markup.ts';
import { requestWith } from '../kernel/http/requests.ts';
import { ROUTES } from './routes.ts';

const document = openApiDocument(ROUTES, [EVENTS_GROUP]);
const page = apiPage(document, "https://api.example/'; rm -rf <b>");
const TAG = /<\/?([a-z][a-z0-9]*)((?: [a-z-]+="[^"<>]*")*)>/g;

test('whatever text comes in, it comes out as that text, and never as a tag or the end of an attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", '`', 'a', '/', '=', ' ') }), (text) => {
      const { markup } = html`<p title="${text}">${text}${inline(text)}${prose(text)}</p>`;
      expect(markup.replace(/<\/?(p|code)( title="[^"<>]*")?>/g, '')).not.toMatch(/[<>"']/);
    }),
  );
});

test('the page holds every operation, and each link within it leads somewhere', () => {
  const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
  const operationIds = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map((each) => each.operationId),
  );
  expect(operationIds.filter((id) => !ids.has(id))).toEqual([]);
  const targets = [...page.matchAll(/ href="#([^"]*)"/g)].map(([, target]) => target);
  expect(targets.length).toBeGreaterThan(operationIds.length / 2);
  expect(targets.filter((target) => !ids.has(target))).toEqual([]);
});

test('nothing of a description becomes markup: the tags are ours, and all are closed', () => {
  const [, rest = ''] = page.split('</style>');
  const names = [...rest.matchAll(TAG)].map(([tag, name]) => (tag.startsWith('</') ? `/${name}` : `${name}`));
  expect(names).not.toContain('script');
  expect(names).not.toContain('img');
  expect(rest.replace(TAG, '')).not.toMatch(/[<>]/);
  for (const name of [
    'article',
    'section',
    'table',
    'tr',
    'td',
    'p',
    'pre',
    'code',
    'div',
    'nav',
    'ul',
    'li',
    'span',
  ]) {
    expect(names.filter((each) => each === name).length).toBe(names.filter((each) => each === `/${name}`).length);
  }
});

test('the page needs nothing from elsewhere', () => {
  const tags = page.match(/<[^<>]*>/g) ?? [];
  const addresses = tags.flatMap((tag) =>
    [...tag.matchAll(/ (?:href|src|srcset)="([^"]*)"/g)].map(([, to]) => to ?? ''),
  );
  const outside = new Set(addresses.filter((address) => !address.startsWith('#')));
  expect([...outside]).toEqual(['data:,', '/openapi.json']);
  expect(page.split('</style>')[0]).not.toMatch(/@import|url\(/);
});

test('a route shows its own refusals, and leaves those of every route to their own table', () => {
  const [, card = ''] = page.split('id="postV1MembersByMemberIdRedemptions"');
  const [redeem = ''] = card.split('</article>');
  for (const code of ['MEMBER_UNKNOWN', 'POINTS_SHORT', 'REWARD_GONE'])
    expect(redeem).toContain(`<code>${code}</code>`);
  expect(redeem).not.toContain('BODY_UNREADABLE');
  const [answers = ''] = (page.split('id="answers"')[1] ?? '').split('</section>');
  for (const code of ['BODY_UNREADABLE', 'KEY_UNKNOWN', 'SCOPE_MISSING', 'BUSY']) expect(answers).toContain(code);
  // The same code at another status is the route's own.
  expect(page.split('id="getV1ProjectsByKeySettings"')[1]).toContain('<code>KEY_UNKNOWN</code>');
});

test('the functions serve the product’s routes to anybody, and let them be kept for five minutes', async () => {
  const json = await showOpenApi(requestWith(undefined), {} as Context);
  expect(json).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
  expect(JSON.parse(json.body ?? '')).toEqual(openApiDocument(listRoutes(), [EVENTS_GROUP]));
  const shown = await showApiPage(requestWith(undefined, { 'x-forwarded-proto': 'https' }), {} as Context);
  expect(shown.headers?.['content-security-policy']).toContain("default-src 'none'");
  expect(shown.body).toContain('export HOLDFAST_URL=&#39;https://api.example&#39;');
  for (const { headers } of [json, shown]) expect(headers?.['cache-control']).toBe('public, max-age=300');
});
