import { expect, test } from 'vitest';
import { createExportLiability } from '../../../lambdas/insight/export-liability.ts';
import { createReadLiability } from '../../../lambdas/insight/read-liability.ts';

const counted = (figures: Readonly<Record<string, number>>) => new Map(Object.entries(figures));

/** A shop with 10 active points in lots, and so many in balances; and the files that are kept of it. */
function rig(active: number) {
  const files = new Map<string, { body: string; contentType: string }>();
  const periods = new Map([
    ['liability all', counted({ 'active#2027-01': 10 })],
    ['points all', counted({ active, spent: 3, expired: 1 })],
  ]);
  const readLiability = createReadLiability(
    { period: async (name, period) => periods.get(`${name} ${period}`) ?? new Map() },
    { currency: 'CNY', timeZone: 'Asia/Shanghai', redemption: { minorUnitsPerPoint: 1, rate: 100 } },
    () => new Date('2026-11-23T20:30:00Z'),
  );
  const archive = {
    put: async (key: string, body: string, contentType: string) => void files.set(key, { body, contentType }),
  };
  return { files, exportLiability: createExportLiability(readLiability, archive) };
}

test('the report of a day is kept as two files by the date of the programme, with the same rows', async () => {
  const { files, exportLiability } = rig(10);
  expect(await exportLiability()).toEqual([]);
  expect([...files].map(([key, { contentType }]) => [key, contentType])).toEqual([
    ['liability/2026-11-24.csv', 'text/csv; charset=utf-8'],
    ['liability/2026-11-24.jsonl', 'application/x-ndjson'],
  ]);
  const [header = '', ...lines] = (files.get('liability/2026-11-24.csv')?.body ?? '').trimEnd().split('\r\n');
  const rows = (files.get('liability/2026-11-24.jsonl')?.body ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContain('2026-11-24,total,0,10,10,10,10,0,CNY,1,0.75');
  expect(rows.map((row) => Object.values(row).join())).toEqual(lines);
  expect(rows.map((row) => Object.keys(row).join())).toEqual(lines.map(() => header));
});

test('made again on that day, the files are replaced', async () => {
  const { files, exportLiability } = rig(10);
  await exportLiability();
  await exportLiability();
  expect(files.size).toBe(2);
});

test('lots that differ from the balances are told after the files are kept, which tell it too', async () => {
  const { files, exportLiability } = rig(12);
  expect(await exportLiability()).toEqual([{ bucket: 'active', lots: 10, balances: 12, difference: -2 }]);
  expect(files.get('liability/2026-11-24.csv')?.body).toContain('2026-11-24,difference,0,-2,-2,');
  expect(files.has('liability/2026-11-24.jsonl')).toBe(true);
});
