import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeShards, SCAN_FIGURES } from '../../lambdas/churn/scan-report.ts';
import { createScanReportStore } from '../../lambdas/churn/scan-report-store.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { at, itemAt } from './churn-items.ts';
import { startTable, type TestTable } from './engine.ts';

let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

test('parts of a scan add up by shard, and shards by day; days of a range are told, both ends included', async () => {
  const reports = createScanReportStore(table);
  const now = new Date(at(3));
  await reports.add('2026-03-01', 0, { due: 1 }, now);
  await reports.add('2026-03-02', 0, { due: 25, moved: 3, readUnits: 2.5 }, now);
  await reports.add('2026-03-02', 0, { due: 5, moved: 1, failed: 1, readUnits: 0.5 }, now);
  await reports.add('2026-03-02', 13, { due: 7, enteredControl: 2 }, now);
  await reports.add('2026-03-03', 1, {}, now);
  await reports.add('2026-03-04', 1, { due: 9 }, now);
  const scans = mergeShards(await reports.reports('2026-03-02', '2026-03-03'));
  const none = Object.fromEntries(SCAN_FIGURES.map((figure) => [figure, 0]));
  expect(scans).toEqual([
    { day: '2026-03-03', ...none },
    { day: '2026-03-02', ...none, due: 37, moved: 4, failed: 1, enteredControl: 2, readUnits: 3 },
  ]);
  expect(await reports.reports('2025-01-01', '2025-12-31')).toEqual([]);
  const item = await itemAt(table, keys.job('churn-scan', '2026-03-02#13'));
  expect(item?.['ttlEpochSeconds']).toBe(now.getTime() / 1_000 + 400 * 86_400);
});
