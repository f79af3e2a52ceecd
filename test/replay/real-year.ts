import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { PROJECT_FOLDER } from '../../local/programme.ts';
import { LocalSystem } from '../../local/system.ts';
import { digestTable } from '../../scripts/replay/table-digest.ts';
import { type Item, scanTable } from '../../scripts/table-scan.ts';
import { Shop } from '../system/shop.ts';

const FILE = join(PROJECT_FOLDER, '../shared/data/online_retail_uci352.csv.gz');
const DAY_MS = 86_400_000;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

export const HAS_DATA = existsSync(FILE);

/** The first rows of the real file, as a file of its own; all of it where `rows` is `all`. */
export function cutFile(rows: string): string {
  if (rows === 'all') return FILE;
  const lines = gunzipSync(readFileSync(FILE)).toString('utf8').split('\n');
  const file = join(mkdtempSync(join(tmpdir(), 'holdfast-replay-')), 'rows.csv.gz');
  writeFileSync(file, gzipSync(lines.slice(0, Number(rows) + 1).join('\n')));
  return file;
}

export async function startShop(
  engine: 'dynoxide' | 'dynamodb-local' | undefined,
  programme = 'uk-gift-shop',
): Promise<Shop> {
  const startAtMs = Date.parse('2010-12-01T00:00:00Z');
  return new Shop(await LocalSystem.start({ programme, startAtMs, engine }));
}

/** Runs the command on a system; its last line. */
export async function replay(shop: Shop, file: string, ...options: string[]): Promise<Item> {
  const args = ['scripts/replay.ts', file, '--url', shop.system.url, ...options];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: PROJECT_FOLDER,
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Item;
}

/** Past the return window of the last order (a day of the file), so that what waited is spendable whenever it came. */
export async function releaseAll(shop: Shop, lastDay: string): Promise<void> {
  await shop.system.advanceTo(Date.parse(lastDay) + 17 * DAY_MS);
  await shop.system.settle();
}

export const digest = (shop: Shop, only?: (item: Item) => boolean) => digestTable(scanTable(shop.table()), only);

/** All items, by type. */
export async function itemsByType(shop: Shop): Promise<ReadonlyMap<string, readonly Item[]>> {
  const all: Item[] = [];
  for await (const items of scanTable(shop.table())) all.push(...items);
  return Map.groupBy(all, ({ entityType }) => String(entityType));
}
