import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Shop, startSystem } from '../system/shop.ts';
import { CHROMIUM_PATH, startBrowser } from './chromium.ts';

let shop: Shop;
let browser: Browser;
let page: Page;

const RANGE = 'from=2026-01-01&to=2026-03-31';

const visit = (day: string, userId: string) => ({
  type: 'page',
  userId,
  messageId: `${userId}-${day}`,
  timestamp: `${day}T04:00:00.000Z`,
});
const signUp = (day: string, userId: string) => ({
  type: 'track',
  event: 'Signed Up',
  userId,
  messageId: `sign-up-${userId}`,
  timestamp: `${day}T03:00:00.000Z`,
});
const order = (day: string, userId: string) => ({
  type: 'track',
  event: 'Order Completed',
  userId,
  messageId: `order-${userId}-${day}`,
  timestamp: `${day}T05:00:00.000Z`,
  properties: { order_id: `${userId}-${day}`, currency: 'CNY', revenue: '280.00' },
});

const ticket = (time: string, what: string, properties: object = {}) => ({
  type: 'track',
  event: `Ticket ${what}`,
  userId: 'ann',
  messageId: `ticket-${what}`,
  timestamp: `2026-01-18T${time}:00.000Z`,
  properties: { ticket_id: 't-1', ...properties },
});

describe.skipIf(CHROMIUM_PATH === undefined)('the page of the figures', () => {
  beforeAll(async () => {
    shop = new Shop(await startSystem({ startAtMs: Date.parse('2026-01-20T00:00:00Z') }));
    await shop.track(visit('2026-01-05', 'ann'), visit('2026-01-06', 'ann'), visit('2026-01-07', 'ben'));
    await shop.track(signUp('2026-01-05', 'ann'));
    await shop.track(order('2026-01-05', 'ann'), order('2026-01-12', 'ann'), order('2026-01-07', 'ben'));
    await shop.track(ticket('04:00', 'Opened'), ticket('06:00', 'Answered'), ticket('07:00', 'Resolved'));
    await shop.track(ticket('08:00', 'Rated', { rating: 9 }));
    await shop.advanceDays(40);
    await shop.track(visit('2026-02-20', 'cho'));
    browser = await startBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  const open = async (query: string) => {
    await page.goto(`${shop.system.url}/_local/kpis?${query}`);
    await page.locator('#trends svg').first().waitFor();
  };
  const tile = (title: string) => page.locator('.tile', { hasText: title });

  test('tiles tell the last complete period, its change and how far the target is', async () => {
    await open(`lang=en&${RANGE}`);
    expect(await tile('Repurchase rate').textContent()).toContain('50.0%');
    expect(await tile('Repurchase rate').textContent()).toContain('target 40.0% · reached');
    expect(await tile('Order value').textContent()).toContain('CN¥280.00');
  });

  test('the heat map has a row a cohort with its size, and marks what is incomplete', async () => {
    const map = await page.locator('#heat').textContent();
    expect(map).toContain('2026-01  (2)');
    expect(map).toContain('50.0%');
    expect(map).toMatch(/\d\.\d% \*/);
    await page.getByText('The same as a table').click();
    const rows = await page.locator('#heat-table tr').allTextContents();
    expect(rows.find((row) => row.startsWith('2026-02'))).toContain('(incomplete)');
  });

  test('the way of new members waits for a period whose members had their time', async () => {
    expect(await page.locator('#funnel').textContent()).toContain('No period is over long enough');
  });

  test('the daily scans are summed up, and drawn and told by day', async () => {
    expect(await page.locator('#scans-told').textContent()).toMatch(/^Scans: 30 · members due: \d+ · .* units$/);
    expect(await page.locator('#scans svg').textContent()).toContain('To win-back');
    expect(await page.locator('#scans-table tbody tr').count()).toBe(30);
  });

  test('winning back is not compared before the time of both groups is over', async () => {
    expect(await page.locator('#win-back-told').textContent()).toContain('the win-back ladder in these days: ');
    expect(await page.locator('#win-back-table').isVisible()).toBe(false);
  });

  test('how members were helped is told in a line, and that nobody was asked anything in words', async () => {
    const told = await page.locator('#service-told').textContent();
    expect(told).toMatch(
      /^Tickets opened: 1 · answered: 1, half of them within [12](\.\d)? hours · resolved: 100\.0% \(/,
    );
    expect(told).toMatch(/ – target 98\.0% · rated: 1, 9\.0 of 10 on average$/);
    expect(await page.locator('#service-table').isVisible()).toBe(false);
    expect(await page.locator('#surveys').textContent()).toBe('Nobody was asked anything in these days.');
  });

  test('a target is drawn with its steps', async () => {
    const trend = await page.locator('#trend-retention-30').textContent();
    for (const step of ['32%', '35%', '40%']) expect(trend).toContain(step);
  });

  test('a figure of now is a number without a trend, and of days that are past it tells nothing', async () => {
    const told = page.locator('#trend-never-redeemed');
    expect(await told.textContent()).toBe('100.0% now');
    expect(await told.locator('svg').count()).toBe(0);
    await open('lang=en&from=2026-01-01&to=2026-01-31');
    expect(await told.textContent()).toBe('Nothing to tell in these days.');
    await open(`lang=en&${RANGE}`);
  });

  test('the language changes at once, and stays in the address', async () => {
    await page.getByRole('button', { name: '中文' }).click();
    expect(await page.locator('h1').textContent()).toBe('留存关键指标');
    expect(await tile('复购率').textContent()).toContain('目标 40.0%');
    expect(new URL(page.url()).searchParams.get('lang')).toBe('zh-CN');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.getByRole('button', { name: 'English' }).click();
  });

  test('unbounded retention and other periods are a click away', async () => {
    await page.getByRole('button', { name: 'Still came on day n or later' }).click();
    await expect.poll(() => page.locator('#heat-table').textContent()).toContain('50.0%');
    await page.getByRole('button', { name: 'Week', exact: true }).click();
    await expect.poll(() => page.locator('#heat').textContent()).toContain('2026-W02  (2)');
    // Ann signed up in a week that is over long enough; her month is not.
    await expect.poll(() => page.locator('#funnel').textContent()).toMatch(/Bought again(1 \(100\.0%\)){6}/);
  });

  test('days that nobody came in are told in words, and a range that is none by the words of the API', async () => {
    await open('lang=en&from=2025-01-01&to=2025-02-28');
    expect(await page.locator('#kind-formula').textContent()).toBe('Nobody came for the first time in these days.');
    await page.locator('#from').fill('2026-03-01');
    await page.getByRole('button', { name: 'Show' }).click();
    await expect.poll(() => page.locator('#error').textContent()).toContain('the range of days is none');
  });

  test('on a phone nothing runs out of the screen, in either language', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    for (const language of ['en', 'zh-CN']) {
      await open(`lang=${language}&${RANGE}`);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    }
  });
});
