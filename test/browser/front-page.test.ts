import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Shop, startSystem } from '../system/shop.ts';
import { CHROMIUM_PATH, startBrowser } from './chromium.ts';

const run = promisify(execFile);
let shop: Shop;
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  if (CHROMIUM_PATH === undefined) return;
  shop = new Shop(await startSystem());
  browser = await startBrowser();
  page = await browser.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(shop.system.url);
});

afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

test.skipIf(CHROMIUM_PATH === undefined)(
  'the line on the page works as it is pasted, and its effect shows',
  async () => {
    // The page writes it once it knows the key.
    await expect.poll(() => page.locator('#curl').textContent()).toContain('curl');
    const line = await page.locator('#curl').textContent();
    const { stdout } = await run('sh', ['-c', `${line} --silent`]);
    expect(JSON.parse(stdout)).toEqual({ success: true, accepted: 1, rejected: [] });
    await page.getByRole('button', { name: 'Finish all work' }).click();
    await page.getByText('all work is done').waitFor();
    await expect.poll(() => page.locator('#buses').textContent()).toContain('PointsEarned (1)');
  },
);

test.skipIf(CHROMIUM_PATH === undefined)('moving the clock from the page releases what was earned', async () => {
  await page.getByRole('button', { name: 'Clock + 15 days' }).click();
  await page.getByText('timers fired').waitFor();
  await expect.poll(() => page.locator('#buses').textContent()).toContain('PointsReleased (1)');
  // One more where the hour turns meanwhile.
  await expect.poll(() => page.locator('#schedules').textContent()).toMatch(/PlanSweep.*36[01]PlanScan/);
});

test.skipIf(CHROMIUM_PATH === undefined)('starting over empties what happened', async () => {
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.getByText('started over').waitFor();
  await expect.poll(() => page.locator('#logs').textContent()).toContain('nothing yet');
  expect(await shop.items('member-1001')).toEqual([]);
});

test.skipIf(CHROMIUM_PATH === undefined)('on a phone the page does not run out of the screen', async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  const width = await page.evaluate('document.documentElement.scrollWidth');
  expect(width).toBeLessThanOrEqual(390);
  expect(faults).toEqual([]);
});
