import { createHash } from 'node:crypto';
import type { Item } from '../table-scan.ts';

/** When and how often something was written, which is of the processing and not of the facts. */
const PROCESSING = new Set([
  'recordedAt',
  'updatedAt',
  'receivedAt',
  'version',
  'writeId',
  'ordersAhead',
  'ttlEpochSeconds',
  'GSI1SK',
]);
/** What follows the processing itself, item by item. */
const PROCESSING_TYPES = new Set(['Checkpoint', 'ApiKey', 'EarlyReturn', 'ScanReport']);

/**
 * A digest of all items of a table, processing times aside: two tables with the same facts, decisions and figures have
 * the same. `only` picks the items that are looked at.
 */
export async function digestTable(
  pages: AsyncIterable<readonly Item[]>,
  only: (item: Item) => boolean = () => true,
): Promise<string> {
  const digests: string[] = [];
  for await (const items of pages) {
    for (const item of items) {
      const type = String(item['entityType']);
      if (PROCESSING_TYPES.has(type) || !only(item)) continue;
      // A counter that came back to nothing says the same as one that never was.
      if (type === 'Counter' && item['total'] === 0) continue;
      digests.push(createHash('sha256').update(canonical(item)).digest('hex'));
    }
  }
  const all = createHash('sha256');
  for (const digest of digests.sort()) all.update(digest);
  return all.digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([name]) => !PROCESSING.has(name) && name !== 'earlyCount')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
}
