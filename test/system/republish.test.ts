import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_FOLDER } from '../../local/programme.ts';
import { Shop, startSystem } from './shop.ts';

const run = promisify(execFile);
let shop: Shop;

beforeAll(async () => {
  shop = new Shop(await startSystem());
  for (const index of [1, 2, 3]) await shop.payOrder(`member-${index}`, `order-${index}`, '10');
  await shop.system.settle();
});
afterAll(() => shop.close());

async function republish(...args: string[]) {
  try {
    const result = await run(process.execPath, ['scripts/republish.ts', ...args, '--local', shop.system.url], {
      cwd: PROJECT_FOLDER,
    });
    return { code: 0, ...result };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

const busEvents = () => shop.system.runtime.buses[0]?.status().accepted ?? 0;
const always = ['--from', '2000-01-01T00:00:00Z', '--to', '2100-01-01T00:00:00Z'];

test('the events of a period go on the bus again', async () => {
  const before = busEvents();
  const { code, stdout } = await republish(...always);
  expect({ code, counts: JSON.parse(stdout) }).toEqual({
    code: 0,
    counts: { read: 9, published: 9, parked: 0, failed: 0 },
  });
  await shop.system.settle();
  // The entry of an order tells of its points and of the order, and a stage of who came into it.
  expect(busEvents()).toBe(before + 12);
});

test('what was recorded outside of the period is left alone, and a dry run publishes nothing', async () => {
  const before = busEvents();
  const outside = await republish('--from', '2000-01-01T00:00:00Z', '--to', '2000-01-02T00:00:00Z');
  expect(JSON.parse(outside.stdout)).toMatchObject({ read: 0, published: 0 });
  const dry = await republish(...always, '--dry-run');
  expect(JSON.parse(dry.stdout)).toMatchObject({ read: 9, published: 0 });
  expect(busEvents()).toBe(before);
});

test('a wrong instant is named with what is expected, and ends with 2', async () => {
  const { code, stderr } = await republish('--from', 'yesterday', '--to', 'today');
  expect(code).toBe(2);
  expect(stderr).toContain('--from is an instant such as 2027-01-31T00:00:00Z, given "yesterday"');
});
