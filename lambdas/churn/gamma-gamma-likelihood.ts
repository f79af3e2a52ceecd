import digamma from '@stdlib/math-base-special-digamma';
import logGamma from '@stdlib/math-base-special-gammaln';
import type { GammaGammaParameters, SpendRow } from './gamma-gamma.ts';
import type { Height } from './quasi-newton.ts';

/** Members of a number of transactions: what depends on it alone is worked out once for all of them. */
interface SpendGroup {
  readonly transactions: number;
  /** What each row's transactions are worth together. */
  readonly spent: Float64Array;
  readonly weight: Float64Array;
  readonly members: number;
  /** The sum over members of the logarithm of their mean value. */
  readonly logMeans: number;
}

export function spendGroupsOf(rows: readonly SpendRow[]): SpendGroup[] {
  const byTransactions = Map.groupBy(rows, ({ transactions }) => transactions);
  return [...byTransactions].map(([transactions, own]) => ({
    transactions,
    spent: Float64Array.from(own, ({ meanValue }) => transactions * meanValue),
    weight: Float64Array.from(own, ({ weight }) => weight),
    members: own.reduce((sum, { weight }) => sum + weight, 0),
    logMeans: own.reduce((sum, { meanValue, weight }) => sum + weight * Math.log(meanValue), 0),
  }));
}

/** The log-likelihood of mean values (equation 1a of Fader and Hardie, 2013), and its slopes along p, q and gamma. */
export function calculateSpendLikelihood({ p, q, gamma }: GammaGammaParameters, groups: readonly SpendGroup[]): Height {
  let [value, alongP, alongQ, alongGamma] = [0, 0, 0, 0];
  const [ownGamma, ownDigamma] = [logGamma(q), digamma(q)];
  for (const { transactions: x, spent, weight, members, logMeans } of groups) {
    const [px, both] = [p * x, p * x + q];
    const common = logGamma(both) - logGamma(px) - ownGamma + q * Math.log(gamma) + px * Math.log(x);
    let [logSums, inverseSums] = [0, 0];
    for (let row = 0; row < spent.length; row += 1) {
      const sum = gamma + (spent[row] ?? 0);
      logSums += (weight[row] ?? 0) * Math.log(sum);
      inverseSums += (weight[row] ?? 0) / sum;
    }
    value += members * common + (px - 1) * logMeans - both * logSums;
    alongP += x * (members * (digamma(both) - digamma(px) + Math.log(x)) + logMeans - logSums);
    alongQ += members * (digamma(both) - ownDigamma + Math.log(gamma)) - logSums;
    alongGamma += (members * q) / gamma - both * inverseSums;
  }
  return { value, gradient: [alongP, alongQ, alongGamma] };
}
