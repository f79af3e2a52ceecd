/** CDNOW: customers who first bought in the first quarter of 1997, as the published tables of both models count them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpendHistory } from '../../../lambdas/churn/gamma-gamma.ts';
import type { PurchaseHistory } from '../../../lambdas/churn/purchase-history.ts';

const FILE = join(import.meta.dirname, '../../../../shared/data/CDNOW_sample.txt');
const DAY_MS = 86_400_000;

/** The file, or undefined with a word where it is not at hand. */
export function findCdnow(): string | undefined {
  if (existsSync(FILE)) return FILE;
  process.stderr.write('no ../shared/data/CDNOW_sample.txt: what was published of it is not compared\n');
  return undefined;
}

/** Customers by id: what they spent, by the day (a count since 1970), orders of a day together. */
export type Purchases = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Reads lines of: master id, sample id, yyyymmdd, CDs, dollars. */
export function readCdnow(file: string): Purchases {
  const purchases = new Map<string, Map<number, number>>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const [, id = '', date = '', , dollars = ''] = line.trim().split(/\s+/);
    const days = purchases.get(id) ?? new Map<number, number>();
    const day = dayOf(date);
    purchases.set(id, days.set(day, (days.get(day) ?? 0) + Number(dollars)));
  }
  return purchases;
}

export interface Customer {
  readonly history: PurchaseHistory;
  /** Of the repeats. */
  readonly spend: SpendHistory;
  /** Days with a purchase after the calibration, up to the end of the holdout. */
  readonly holdoutPurchases: number;
}

/** Each customer who had bought by then, in units of so many days, as of the end of the calibration (yyyymmdd, included). */
export function calibrate(
  purchases: Purchases,
  calibrationEnd: string,
  holdoutEnd: string,
  unitDays: number,
): Customer[] {
  const [end, until] = [dayOf(calibrationEnd), dayOf(holdoutEnd)];
  return [...purchases.values()].flatMap((days) => {
    const known = [...days.keys()].filter((day) => day <= end).sort((one, other) => one - other);
    const [first, ...repeats] = known;
    if (first === undefined) return [];
    const spent = repeats.reduce((sum, day) => sum + (days.get(day) ?? 0), 0);
    return {
      history: {
        frequency: repeats.length,
        recency: ((repeats.at(-1) ?? first) - first) / unitDays,
        age: (end - first) / unitDays,
      },
      spend: { transactions: repeats.length, meanValue: repeats.length === 0 ? 0 : spent / repeats.length },
      holdoutPurchases: [...days.keys()].filter((day) => day > end && day <= until).length,
    };
  });
}

const dayOf = (date: string): number =>
  Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6, 8))) / DAY_MS;
