import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiPage } from '../../lambdas/api-docs/api-page.ts';
import { EVENTS_GROUP } from '../../lambdas/api-docs/intake-paths.ts';
import { openApiDocument } from '../../lambdas/api-docs/openapi-document.ts';
import { ROUTES } from '../unit/api-docs/routes.ts';
import { CHROMIUM_PATH, startBrowser } from './chromium.ts';

const run = promisify(execFile);
const document = openApiDocument(ROUTES, [EVENTS_GROUP]);
const received: { line: string; headers: Record<string, unknown>; body: string }[] = [];
const faults: string[] = [];
let browser: Browser;
let page: Page;

/** An API that takes everything, and keeps what it was sent. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    received.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
    response.end('{}');
  });
});

beforeAll(async () => {
  if (CHROMIUM_PATH === undefined) return;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await startBrowser();
  page = await browser.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => faults.push(message.text()));
  page.on('request', (request) => faults.push(`asked for ${request.url()}`));
  page.on('dialog', (dialog) => faults.push(`said ${dialog.message()}`));
  await page.setContent(apiPage(document, `http://127.0.0.1:${(server.address() as AddressInfo).port}`));
});

afterAll(async () => {
  await browser?.close();
  server.close();
});

test.skipIf(CHROMIUM_PATH === undefined)('the lines of the page work as they are pasted', async () => {
  const [set = '', ...lines] = await page.locator('pre').allTextContents();
  const commands = lines.map((line) => `${line} --silent --fail`);
  await run('sh', ['-c', [set, ...commands].join('\n')]);
  const described = ROUTES.filter(({ sameAs }) => sameAs === undefined);
  expect(received).toHaveLength(described.length);
  const redeem = received.find(({ line }) => line === 'POST /v1/members/member-1001/redemptions');
  expect(redeem?.headers).toMatchObject({ authorization: 'Bearer your key' });
  expect(redeem?.headers['idempotency-key']).toMatch(/^try-\d+$/);
  expect(received[0]).toMatchObject({ line: 'POST /v1/track', body: expect.stringContaining('Product Viewed') });
  expect(JSON.parse(redeem?.body ?? '')).toEqual({ points: 100, reward: { kind: 'coupon', couponId: 'coupon-1001' } });
});

test.skipIf(CHROMIUM_PATH === undefined)('a link of the contents leads to its operation', async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.locator('.contents').getByRole('link', { name: 'Redeem points for a reward' }).click();
  const heading = page.getByRole('heading', { name: 'Redeem points for a reward' });
  await expect.poll(async () => (await heading.boundingBox())?.y).toBeLessThan(200);
});

test.skipIf(CHROMIUM_PATH === undefined).each([
  { width: 390, colorScheme: 'light' as const },
  { width: 390, colorScheme: 'dark' as const },
  { width: 1280, colorScheme: 'light' as const },
])('at $width px, $colorScheme, nothing runs out of the screen', async ({ width, colorScheme }) => {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 800 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
});

test.skipIf(CHROMIUM_PATH === undefined)('the page runs nothing, loads nothing and complains of nothing', () => {
  expect(faults).toEqual([]);
});
