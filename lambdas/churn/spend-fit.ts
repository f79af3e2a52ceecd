import { ok, type Result, refuse } from '../kernel/result.ts';
import type { GammaGammaParameters, SpendRow } from './gamma-gamma.ts';
import { calculateSpendLikelihood, spendGroupsOf } from './gamma-gamma-likelihood.ts';
import { type FitRefusal, fitLikelihood, type LikelihoodProblem } from './likelihood-fit.ts';

/** Below it, how members differ in spend is guessed. */
export const SPENDERS_MIN = 100;

/** What the spend of all members says of them. */
export interface SpendFit {
  readonly parameters: GammaGammaParameters;
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly members: number;
  readonly rows: number;
}

/**
 * The Gamma-Gamma parameters under which some mean values are likeliest. Members without a transaction, or whose transactions
 * were worth nothing (paid with points, say), are left out: the model knows no spend of 0.
 */
export function fitSpend(rows: readonly SpendRow[]): Result<SpendFit, FitRefusal> {
  const impossible = rows.find((row) => !isPossible(row));
  if (impossible !== undefined) return refuse({ code: 'IMPOSSIBLE_ROW', row: impossible });
  const spenders = rows.filter(({ transactions, meanValue }) => transactions > 0 && meanValue > 0);
  const members = spenders.reduce((sum, { weight }) => sum + weight, 0);
  if (members < SPENDERS_MIN) {
    return refuse({ code: 'TOO_LITTLE_DATA', missing: 'repeat buyers', expected: SPENDERS_MIN, given: members });
  }
  const fitted = fitLikelihood(problemOf(spenders, members));
  if (!fitted.ok) return fitted;
  const { parameters, logLikelihood, iterations } = fitted.value;
  return ok({ parameters, logLikelihood, iterations, members, rows: spenders.length });
}

const isPossible = ({ transactions, meanValue, weight }: SpendRow): boolean =>
  Number.isInteger(transactions) &&
  transactions >= 0 &&
  weight > 0 &&
  Number.isFinite(weight) &&
  (transactions === 0 || (meanValue >= 0 && Number.isFinite(meanValue)));

/** Shapes of how spend differs within members (p) and between them (q); the scale of money is read off the rows. */
const SHAPES = [
  { p: 1.5, q: 2 },
  { p: 5, q: 4 },
  { p: 20, q: 10 },
];

function problemOf(rows: readonly SpendRow[], members: number): LikelihoodProblem<keyof GammaGammaParameters> {
  const mean = rows.reduce((sum, { meanValue, weight }) => sum + meanValue * weight, 0) / members;
  const groups = spendGroupsOf(rows);
  return {
    names: ['p', 'q', 'gamma'],
    // With q at 1 or below there is no mean value to expect.
    ranges: { p: [1e-2, 1e4], q: [1.001, 1e3], gamma: [1e-6 * mean, 1e6 * mean] },
    starts: SHAPES.map(({ p, q }) => ({ p, q, gamma: (mean * (q - 1)) / p })),
    likelihood: (parameters) => calculateSpendLikelihood(parameters, groups),
    members,
  };
}
