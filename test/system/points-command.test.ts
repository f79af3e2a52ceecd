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
