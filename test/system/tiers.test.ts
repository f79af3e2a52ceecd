import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, dayOf, startOfDay } from '../../lambdas/kernel/calendar.ts';
import { PROJECT_FOLDER } from '../../local/programme.ts';
import { type Item, Shop, startSystem } from './shop.ts';
import { published } from './thread.ts';

let shop: Shop;
beforeAll(async () => {
  shop = new Shop(await startSystem());
});
afterAll(() => shop.close());

const programme = JSON.parse(readFileSync(join(PROJECT_FOLDER, 'programmes/gift-shop.json'), 'utf8')) as {
  readonly tiers: { readonly levels: readonly { readonly id: string; readonly condition: object }[] };
};

const paid = (memberId: string, orderId: string, revenue: string, facts: object = {}) => ({
  type: 'track',
  event: 'Order Completed',
  userId: memberId,
  messageId: `message-${orderId}`,
  properties: { order_id: orderId, currency: 'CNY', revenue, ...facts },
});
const tierOf = async (memberId: string) => (await shop.ask('GET', `/v1/members/${memberId}/tier`)).body;
const benefitsOf = async (orderId: string) => (await shop.ask('GET', `/v1/orders/${orderId}/benefits`)).body;
const entryOf = async (memberId: string, orderId: string) => (await shop.items(memberId, `ENTRY#EARN#${orderId}`))[0];

test('an order that crosses a line brings the tier with it, and the next one has its benefits', async () => {
  await shop.track(paid('m-vip', 'o-1', '4999.99'));
  expect(await tierOf('m-vip')).toMatchObject({
    tier: { id: 'member' },
    counted: { spend: '4999.99', orders: 1 },
    nextTier: { id: 'festival', missing: { bought: { categories: ['festival boxes'] } } },
  });
  await shop.track(paid('m-vip', 'o-2', '0.01'), paid('m-vip', 'o-3', '100.00'));
  expect(await tierOf('m-vip')).toMatchObject({
    tier: { id: 'vip', name: { zh: 'VIP会员' } },
    benefits: { pointsMultiplier: 2, priorityDispatch: true },
    projectedTier: { id: 'member' },
    missingToKeep: { spend: '5000.00' },
    wouldLose: { discountPercent: 8 },
  });
  expect(await entryOf('m-vip', 'o-2')).toMatchObject({ tier: { from: 'member', to: 'vip', cause: 'REACHED' } });
  // The order that brings a tier is still one of the tier before.
  expect(await benefitsOf('o-2')).toMatchObject({ tier: 'member' });
  expect(await benefitsOf('o-3')).toMatchObject({ memberId: 'm-vip', tier: 'vip', benefits: { freeShippingFrom: 0 } });
  expect((await entryOf('m-vip', 'o-3'))?.['deltas']).toMatchObject({ pending: 200 });
  expect(published(shop, 'TierUpgraded')).toBe(2);
});

test('who buys the designated box is a festival member, until it comes back only by its end', async () => {
  const products = [{ product_id: 'box-1', quantity: 1, price: '99.00', category: 'festival boxes' }];
  await shop.track(paid('m-box', 'o-box', '99.00', { products }));
  expect(await tierOf('m-box')).toMatchObject({
    tier: { id: 'festival' },
    nextTier: { id: 'vip', missing: { spend: '4901.00' } },
  });
  await shop.track({
    type: 'track',
    event: 'Order Returned',
    userId: 'm-box',
    messageId: 'return-box',
    properties: { order_id: 'o-box', products: [{ product_id: 'box-1' }] },
  });
  expect(await tierOf('m-box')).toMatchObject({
    tier: { id: 'festival' },
    counted: { spend: '0.00', orders: 0 },
    projectedTier: { id: 'member' },
  });
});

test('two members made one hold the better tier, and what both bought counts', async () => {
  await shop.track(paid('m-half-1', 'o-h1', '300.00'), paid('m-half-2', 'o-h2', '200.00'));
  expect(await tierOf('m-half-1')).toMatchObject({ tier: null });
  await shop.ask(
    'POST',
    '/v1/members/m-half-1/merge',
    { from: 'm-half-2', dryRun: false },
    { 'idempotency-key': 'merge-1' },
  );
  expect(await tierOf('m-half-1')).toMatchObject({ tier: { id: 'member' }, counted: { spend: '500.00', orders: 2 } });
});

test('orders of the past count and move nobody; recalculating does, after a dry run that counts', async () => {
  await shop.track({ ...paid('m-past', 'o-past', '600.00'), context: { backfill: true } });
  expect(await tierOf('m-past')).toMatchObject({ tier: null, counted: { spend: '600.00' } });
  const dry = await recalculate(programme, '--dry-run');
  expect(dry).toMatchObject({ isDryRun: true, up: 1 });
  expect(await tierOf('m-past')).toMatchObject({ tier: null });
  expect(await recalculate(programme)).toMatchObject({ isDryRun: false, members: dry['members'], up: 1 });
  expect(await tierOf('m-past')).toMatchObject({ tier: { id: 'member' } });
  expect(await recalculate(programme)).toMatchObject({ up: 0 });
});

test('a line that was raised takes nobody down unless it is asked for', async () => {
  const levels = programme.tiers.levels.map((level) =>
    level.id === 'vip' ? { ...level, condition: { amount: 900_000 } } : level,
  );
  const raised = { ...programme, tiers: { ...programme.tiers, levels } };
  const below = (await recalculate(raised))['below'];
  expect(below).toBeGreaterThanOrEqual(1);
  expect((await shop.points('m-vip'))?.['standing']).toMatchObject({ tier: 'vip' });
  expect(await recalculate(raised, '--down')).toMatchObject({ below });
  expect((await shop.points('m-vip'))?.['standing']).toMatchObject({ tier: 'member' });
});

test('who did not reach the tier again is warned before its end, and after the grace is one tier lower', async () => {
  const told = () => [published(shop, 'TierWillDowngrade'), published(shop, 'TierDowngraded')];
  const [warned = 0, down = 0] = told();
  await shop.track(paid('m-year', 'o-year', '5000.00'));
  await asOfLastYear('m-year', 31);
  await shop.advanceDays(62);
  const notices = (await shop.items('m-year', 'NOTICE#TIER#')).map(({ name, data }) => [name, (data as Item)['tier']]);
  expect(notices).toEqual([
    ['TierDowngraded', 'member'],
    ['TierWillDowngrade', 'vip'],
    ['TierWillDowngrade', 'vip'],
  ]);
  expect(await tierOf('m-year')).toMatchObject({ tier: { id: 'member' } });
  // Each notice is published once, or again where it is not known whether it was.
  const [warnedAfter, downAfter] = told();
  expect(warnedAfter).toBeGreaterThanOrEqual(warned + 2);
  expect(downAfter).toBeGreaterThanOrEqual(down + 1);
});

/** The tier of a member as if it had been reached last year, to end in so many days; past the product, to spare the year. */
async function asOfLastYear(memberId: string, days: number): Promise<void> {
  const today = dayOf(shop.system.clock.now(), 'Asia/Shanghai');
  const item = (await shop.points(memberId)) as Item & { readonly standing: object; readonly dueSK: string };
  const endsOn = addDays(today, days);
  const [, ...rule] = item.dueSK.split('#');
  const dueSK = [new Date(startOfDay(addDays(today, 1), 'Asia/Shanghai')).toISOString(), ...rule].join('#');
  await shop.putItem({ ...item, standing: { ...item.standing, endsOn, termFrom: today }, dueSK });
}

test('a programme without tiers, and a command that is none, are refused', async () => {
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['scripts/tiers.ts', ...args, '--local', shop.system.url], {
      cwd: PROJECT_FOLDER,
    });
  const without = run('recalculate', '--programme', 'programmes/uk-gift-shop.json');
  await expect(without).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('has no tiers') });
  await expect(run('move')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('expected recalculate') });
});

async function recalculate(changed: object, ...options: string[]): Promise<Item> {
  const file = join(mkdtempSync(join(tmpdir(), 'holdfast-tiers-')), 'programme.json');
  writeFileSync(file, JSON.stringify(changed));
  const args = ['scripts/tiers.ts', 'recalculate', '--programme', file, '--local', shop.system.url, ...options];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PROJECT_FOLDER });
  return JSON.parse(stdout.trim()) as Item;
}
