import { ok, type Result, refuse } from '../kernel/result.ts';
import type { BgNbdParameters } from './bg-nbd.ts';
import { calculateLogLikelihood, columnsOf } from './bg-nbd-likelihood.ts';
import { type FitRefusal, fitLikelihood, type LikelihoodProblem, type Missing } from './likelihood-fit.ts';
import { coarsenRows, countMembers, isPossible, mergeRows, type PurchaseRow } from './purchase-history.ts';

/** Below these, the likelihood is flat in some direction, and parameters say more of the sample than of the shop. */
export const BUYERS_MIN = 500;
export const REPEAT_BUYERS_MIN = 100;
export const HISTORY_WEEKS_MIN = 8;
/** More distinct histories than this are merged by week. */
export const ROWS_MAX = 500_000;

export interface FitSettings {
  /** Units of time in a week: 7 where histories are in days. */
  readonly weekLength: number;
  /** @default ROWS_MAX */
  readonly rowsMax?: number;
}

/** What the purchases of all buyers say of them. */
export interface PurchaseFit {
  readonly parameters: BgNbdParameters;
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly members: number;
  /** Distinct histories that the parameters were found on. */
  readonly rows: number;
  /** How much likelier the histories would be under parameters found on them unmerged; 0 where nothing was merged by week. */
  readonly likelihoodLoss: number;
}

/** The BG/NBD parameters under which some histories are likeliest. Too little data, or no clear maximum, is refused. */
export function fitPurchases(
  rows: readonly PurchaseRow[],
  { weekLength, rowsMax = ROWS_MAX }: FitSettings,
): Result<PurchaseFit, FitRefusal> {
  const lacking = whatIsLacking(rows, weekLength);
  if (lacking !== undefined) return refuse(lacking);
  const exact = mergeRows(rows);
  const merged = exact.length > rowsMax ? coarsenRows(exact, weekLength) : exact;
  const fitted = fitLikelihood(problemOf(merged));
  if (!fitted.ok) return fitted;
  const { parameters, logLikelihood, iterations, riseOf } = fitted.value;
  const found = { parameters, iterations, members: countMembers(exact), rows: merged.length };
  if (merged === exact) return ok({ ...found, logLikelihood, likelihoodLoss: 0 });
  const columns = columnsOf(exact);
  return ok({
    ...found,
    logLikelihood: calculateLogLikelihood(parameters, columns).value,
    likelihoodLoss: riseOf((each) => calculateLogLikelihood(each, columns)),
  });
}

function whatIsLacking(rows: readonly PurchaseRow[], weekLength: number): FitRefusal | undefined {
  const impossible = rows.find((row) => !isPossible(row) || !(row.weight > 0 && Number.isFinite(row.weight)));
  if (impossible !== undefined) return { code: 'IMPOSSIBLE_ROW', row: impossible };
  const weeks = rows.reduce((max, { age }) => Math.max(max, age), 0) / weekLength;
  const repeaters = countMembers(rows.filter(({ frequency }) => frequency > 0));
  const needed: readonly (readonly [Missing, number, number])[] = [
    ['buyers', BUYERS_MIN, countMembers(rows)],
    ['repeat buyers', REPEAT_BUYERS_MIN, repeaters],
    ['weeks of history', HISTORY_WEEKS_MIN, weeks],
  ];
  for (const [missing, expected, given] of needed) {
    if (given < expected) return { code: 'TOO_LITTLE_DATA', missing, expected, given };
  }
  return undefined;
}

/** Shapes of how members differ that shops have shown; the scale of time is read off the rows. */
const SHAPES = [
  { r: 0.3, a: 0.8, b: 2.5 },
  { r: 1, a: 0.8, b: 2.5 },
  { r: 0.3, a: 0.2, b: 4 },
  { r: 1, a: 0.2, b: 4 },
];

function problemOf(rows: readonly PurchaseRow[]): LikelihoodProblem<keyof BgNbdParameters> {
  const repeats = rows.reduce((sum, { frequency, weight }) => sum + frequency * weight, 0);
  const time = rows.reduce((sum, { age, weight }) => sum + age * weight, 0);
  const interval = time / repeats;
  const columns = columnsOf(rows);
  return {
    names: ['r', 'alpha', 'a', 'b'],
    // Beyond them members are all alike, or have nothing in common.
    ranges: { r: [1e-3, 50], alpha: [1e-4 * interval, 1e4 * interval], a: [1e-3, 50], b: [1e-3, 1e4] },
    starts: SHAPES.map((shape) => ({ ...shape, alpha: shape.r * interval })),
    likelihood: (parameters) => calculateLogLikelihood(parameters, columns),
    members: countMembers(rows),
  };
}
