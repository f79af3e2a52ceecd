import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_FOLDER } from '../../local/programme.ts';
import { type Item, Shop, startSystem } from './shop.ts';

let shop: Shop;
let changed: string;

beforeAll(async () => {
  shop = new Shop(await startSystem());
  const { file } = shop.system.status().programme;
  const programme = JSON.parse(readFileSync(join(PROJECT_FOLDER, 'programmes', `${file}.json`), 'utf8')) as object;
  changed = join(mkdtempSync(join(tmpdir(), 'holdfast-points-')), 'changed.json');
  writeFileSync(changed, JSON.stringify({ ...programme, expiry: { kind: 'endOfYear', years: 1 } }));
  for (const n of [1, 2, 3]) await shop.payOrder(`m-${n}`, `o-${n}`, '40.00');
  await shop.system.settle();
  await shop.advanceDays(15);
  await shop.payOrder('m-1', 'o-4', '25.00');
  await shop.system.settle();
});
afterAll(() => shop.close());

async function points(...options: string[]): Promise<{ status: number; last: Item; told: string }> {
  const args = ['scripts/points.ts', ...options];
  const run = promisify(execFile)(process.execPath, args, { cwd: PROJECT_FOLDER }).then((done) => ({
    code: 0,
    ...done,
  }));
  const { code, stdout, stderr } = await run.catch((error: { code: number; stdout: string; stderr: string }) => error);
  return { status: code, last: JSON.parse(stdout.trim() || '{}') as Item, told: stderr };
}

const apply = (...options: string[]) =>
  points('apply-expiry', '--programme', changed, '--local', shop.system.url, ...options);
const expiryDays = async () =>
  (await shop.items('m-1', 'LOT#')).map(({ points: left, expiryDay }) => [left, expiryDay]);

test('a changed policy is counted first, then applied, once', async () => {
  const before = await expiryDays();
  const found = { lots: 4, points: 145, members: 3 };
  expect((await apply('--dry-run')).last).toEqual({ isDryRun: true, ...found, dated: 0, left: 0 });
  expect(await expiryDays()).toEqual(before);
  expect((await apply()).last).toEqual({ isDryRun: false, ...found, dated: 4, left: 0 });
  const year = Number(shop.system.clock.iso().slice(0, 4)) + 2;
  expect(await expiryDays()).toEqual([
    [40, `${year}-01-01`],
    [25, `${year}-01-01`],
  ]);
  expect((await apply()).last).toEqual({ isDryRun: false, lots: 0, points: 0, members: 0, dated: 0, left: 0 });
});

test.each([
  { options: ['apply-expiry'], told: '--programme is needed' },
  { options: ['apply'], told: 'expected apply-expiry' },
  { options: ['apply-expiry', '--programme', 'programmes/gift-shop.json'], told: '--table or --local is needed' },
])('$options are refused with exit code 2: $told', async ({ options, told }) => {
  const refused = await points(...options);
  expect(refused.status).toBe(2);
  expect(refused.told).toContain(told);
});

async function inspect(...options: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const args = ['scripts/inspect.ts', ...options];
  const run = promisify(execFile)(process.execPath, args, { cwd: PROJECT_FOLDER });
  return run.then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ status: code, stdout, stderr }),
  );
}

test('the books of a member are shown and proven; a point that nobody booked is named, with exit code 1', async () => {
  const whole = await inspect('m-1', '--local', shop.system.url);
  expect(whole.status).toBe(0);
  expect(whole.stdout).toContain('points: pending 25, active 40, lifetimeEarned 65, tierQualifying 65');
  expect(whole.stdout).toMatch(/40 expire on \d{4}-01-01/);
  expect(whole.stdout).toContain('EARN_PENDING EARN#o-4: pending 25, lifetimeEarned 25, tierQualifying 25');

  const [points] = await shop.items('m-1', 'POINTS');
  await shop.putItem({ ...points, active: 41 });
  const broken = await inspect('m-1', '--local', shop.system.url, '--json');
  expect(broken.status).toBe(1);
  expect(broken.stderr).toContain('the books of member m-1 do not hold: active is 41, the entries say 40');
  expect(JSON.parse(broken.stdout)).toMatchObject({ differences: [{ figure: 'active', booked: 41, expected: 40 }] });
});

test('whom the ledger does not know is told', async () => {
  expect(await inspect('nobody', '--local', shop.system.url)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('the ledger knows no member nobody'),
  });
  expect(await inspect('--local', shop.system.url)).toMatchObject({ status: 2 });
});
