import { afterAll, beforeAll, expect, test } from 'vitest';
import { startShop } from '../../local/shop/start-shop.ts';
import { scanTable } from '../../scripts/table-scan.ts';
import { Shop, startSystem } from './shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = new Shop(await startSystem());
});

afterAll(() => shop.close());

const get = async (path: string) =>
  (await fetch(`${shop.system.url}${path}`)).json() as Promise<Record<string, unknown>>;
const control = async (path: string, body: unknown) => {
  const response = await fetch(`${shop.system.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

test('the status names what a person or a test needs', async () => {
  const status = await get('/_local/status');
  expect(status).toMatchObject({ ready: true, url: shop.system.url });
  for (const name of ['writeKey', 'clientKey', 'adminKey', 'now']) expect(status[name]).toEqual(expect.any(String));
  for (const name of ['queues', 'schedules', 'functions'])
    expect((status[name] as unknown[]).length).toBeGreaterThan(0);
});

test('moving the clock a day fires the hourly sweep 24 times, in order', async () => {
  const fired = async () =>
    ((await get('/_local/status'))['schedules'] as { path: string; fired: number }[]).find(({ path }) =>
      path.includes('PlanSweep'),
    )?.fired ?? 0;
  const before = await fired();
  const { status } = await control('/_local/clock', { advanceDays: 1 });
  expect(status).toBe(200);
  expect((await fired()) - before).toBe(24);
});

test('the clock refuses to go back, and says what it expects', async () => {
  const refusals = [
    { to: '2020-01-01T00:00:00Z' },
    { to: 'tomorrow' },
    { advanceDays: -1 },
    { advanceDays: 'one' },
    {},
    [],
  ];
  for (const move of refusals) {
    const { status, body } = await control('/_local/clock', move);
    expect(status).toBe(400);
    expect(body['detail']).toEqual(expect.any(String));
  }
});

test('functions see the moved clock', async () => {
  await control('/_local/clock', { advanceDays: 30 });
  await shop.payOrder('member-late', 'order-late', '5');
  await shop.system.settle();
  const [entry] = await shop.items('member-late', 'ENTRY#');
  const aheadDays = (Date.parse(String(entry?.['recordedAt'])) - Date.now()) / 86_400_000;
  expect(aheadDays).toBeGreaterThan(29);
});

test('a failing message is not waited for in real time: settling moves the clock over its retries', async () => {
  await shop.putOnBus([
    { source: 'holdfast.intake', detailType: 'Order Completed', detail: { class: 'value', broken: true } },
  ]);
  const { body } = await control('/_local/settle', {});
  expect(body['advancedSeconds']).toBeGreaterThan(60);
  expect(shop.deadLetters('Order')).toBe(1);
});

test('starting over leaves no item of before, and the system works', async () => {
  const { status } = await control('/_local/reset', {});
  expect(status).toBe(200);
  expect(await shop.items('member-late')).toEqual([]);
  await shop.payOrder('member-new', 'order-new', '5');
  await shop.system.settle();
  expect(await shop.points('member-new')).toMatchObject({ pending: 5 });
  expect(Math.abs(Date.parse(String((await get('/_local/status'))['now'])) - Date.now())).toBeLessThan(3_600_000);
});

test('a simulated shop lives beside the system, and begins anew when all starts over', async () => {
  await startShop(shop.system, { seed: 5, memberCount: 480, openForDays: 4 });
  const memberCount = async () => {
    await shop.system.settle();
    let count = 0;
    for await (const items of scanTable(shop.table())) {
      count += items.filter(({ entityType }) => entityType === 'Profile').length;
    }
    return count;
  };
  expect(await memberCount()).toBeGreaterThan(0);
  await control('/_local/reset', {});
  const anew = await memberCount();
  expect(anew).toBeGreaterThan(0);
  await control('/_local/clock', { advanceDays: 2 });
  expect(await memberCount()).toBeGreaterThan(anew);
});
