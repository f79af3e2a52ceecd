import type { Archive } from '../kernel/archive.ts';
import { writeCsv } from '../kernel/csv.ts';
import { differencesOf, type Reconciliation } from './liability.ts';
import { LIABILITY_COLUMNS, liabilityCells, liabilityRows } from './liability-rows.ts';
import type { ReadLiability } from './read-liability.ts';

/**
 * Keeps the liability of today as `liability/<programme-zone date>.csv` and, a JSON object a line, `.jsonl`. Doing it
 * again on that day replaces both.
 * @returns the buckets whose lots are not what the balances say; the files are kept all the same, and name them
 */
export const createExportLiability =
  (readLiability: ReadLiability, archive: Archive) => async (): Promise<readonly Reconciliation[]> => {
    const report = await readLiability();
    const rows = liabilityRows(report);
    const name = `liability/${report.today}`;
    await archive.put(`${name}.csv`, writeCsv(LIABILITY_COLUMNS, liabilityCells(rows)), 'text/csv; charset=utf-8');
    await archive.put(`${name}.jsonl`, rows.map((row) => `${JSON.stringify(row)}\n`).join(''), 'application/x-ndjson');
    return differencesOf(report);
  };
