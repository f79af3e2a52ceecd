/** What the model knows of a buyer. Times are in one unit throughout: days in the product, weeks in the published tables. */
export interface PurchaseHistory {
  /** Days with a purchase after the first of them. */
  readonly frequency: number;
  /** From the first purchase to the last; 0 where none was repeated. */
  readonly recency: number;
  /** From the first purchase to the end of the observation. */
  readonly age: number;
}

/** So many members with the same history. */
export interface PurchaseRow extends PurchaseHistory {
  readonly weight: number;
}

/** Whether a history can have happened: a whole number of repeats, none before the first purchase or after the end. */
export const isPossible = ({ frequency, recency, age }: PurchaseHistory): boolean =>
  Number.isInteger(frequency) && frequency >= 0 && recency >= 0 && recency <= age && Number.isFinite(age);

/** The same members in as few rows as there are histories, ordered by them: the order that rows came in is forgotten. */
export function mergeRows(rows: readonly PurchaseRow[]): PurchaseRow[] {
  const merged: PurchaseRow[] = [];
  for (const row of rows.toSorted(compareHistories)) {
    const last = merged.at(-1);
    if (last !== undefined && compareHistories(last, row) === 0) {
      merged[merged.length - 1] = { ...last, weight: last.weight + row.weight };
    } else {
      merged.push(row);
    }
  }
  return merged;
}

/**
 * Rows merged that have the same frequency, and recencies and ages in the same bins of `width`. Each merged row has the mean
 * times of its members, so that a recency never passes its age.
 */
export function coarsenRows(rows: readonly PurchaseRow[], width: number): PurchaseRow[] {
  const bin = ({ frequency, recency, age }: PurchaseHistory): PurchaseHistory => ({
    frequency,
    recency: Math.floor(recency / width),
    age: Math.floor(age / width),
  });
  const binned = mergeRows(rows)
    .map((row) => ({ row, bin: bin(row) }))
    .sort((one, other) => compareHistories(one.bin, other.bin));
  const coarse: PurchaseRow[] = [];
  let open: PurchaseHistory | undefined;
  for (const each of binned) {
    const last = coarse.at(-1);
    if (last !== undefined && open !== undefined && compareHistories(open, each.bin) === 0) {
      coarse[coarse.length - 1] = meanOf(last, each.row);
    } else {
      coarse.push(each.row);
      open = each.bin;
    }
  }
  return coarse;
}

/** How many members some rows stand for. */
export const countMembers = (rows: readonly PurchaseRow[]): number => rows.reduce((sum, { weight }) => sum + weight, 0);

function compareHistories(one: PurchaseHistory, other: PurchaseHistory): number {
  return one.frequency - other.frequency || one.age - other.age || one.recency - other.recency;
}

function meanOf(one: PurchaseRow, other: PurchaseRow): PurchaseRow {
  const weight = one.weight + other.weight;
  const share = other.weight / weight;
  return {
    frequency: one.frequency,
    recency: one.recency + share * (other.recency - one.recency),
    age: one.age + share * (other.age - one.age),
    weight,
  };
}
