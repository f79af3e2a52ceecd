import type { Liability, LiabilityLine } from './liability.ts';
import type { LotBucket } from './lot-counts.ts';

/** A line of the report, as tables have it; what a line does not tell is null. Money is in minor units, rates from 0 to 1. */
export interface LiabilityRow {
  /** Programme-zone date of the report. */
  readonly date: string;
  /** A month of expiry, `never`, `total`, `balances`, `difference` or `owed`. */
  readonly line: string;
  readonly pendingPoints: number | null;
  readonly activePoints: number | null;
  readonly points: number | null;
  readonly faceMinor: number | null;
  readonly expectedMinor: number | null;
  readonly breakageMinor: number | null;
  readonly currency: string | null;
  readonly redemptionRate: number | null;
  readonly measuredRate: number | null;
}

const NOTHING = {
  pendingPoints: null,
  activePoints: null,
  points: null,
  faceMinor: null,
  expectedMinor: null,
  breakageMinor: null,
  currency: null,
  redemptionRate: null,
  measuredRate: null,
};

export const LIABILITY_COLUMNS = ['date', 'line', ...(Object.keys(NOTHING) as (keyof typeof NOTHING)[])] as const;

/** A report with the day (programme-zone date) and the currency that it is for. */
export interface DatedLiability extends Liability {
  readonly today: string;
  readonly currency: string;
}

/**
 * A row for each month of expiry and for their total; then what the balances say of it, the difference, which should be
 * 0, and what members owe.
 */
export function liabilityRows(liability: DatedLiability): readonly LiabilityRow[] {
  const { today: date, currency, months, total, owed, assumed, measured } = liability;
  const row = (line: string, cells: Partial<LiabilityRow>): LiabilityRow => ({
    ...{ date, line, ...NOTHING },
    ...(cells.faceMinor === undefined ? {} : { currency }),
    ...cells,
  });
  const rates = { redemptionRate: assumed?.redemptionRate ?? null, measuredRate: measured.redemptionRate };
  return [
    ...months.map(({ month, ...line }) => row(month, cellsOf(line))),
    row('total', { ...cellsOf(total), ...rates }),
    row('balances', cellsOf(reconciled(liability, 'balances'))),
    row('difference', cellsOf(reconciled(liability, 'difference'))),
    row('owed', owed),
  ];
}

export const liabilityCells = (rows: readonly LiabilityRow[]) =>
  rows.map((row) => LIABILITY_COLUMNS.map((column) => row[column]));

const cellsOf = ({ pendingPoints, activePoints, value }: LiabilityLine): Partial<LiabilityRow> => ({
  pendingPoints,
  activePoints,
  points: pendingPoints + activePoints,
  ...value,
});

function reconciled({ reconciliation }: Liability, figure: 'balances' | 'difference'): LiabilityLine {
  const of = (bucket: LotBucket) => reconciliation.find((each) => each.bucket === bucket)?.[figure] ?? 0;
  return { pendingPoints: of('pending'), activePoints: of('active') };
}
