import digamma from '@stdlib/math-base-special-digamma';
import logGamma from '@stdlib/math-base-special-gammaln';
import type { BgNbdParameters } from './bg-nbd.ts';
import type { PurchaseRow } from './purchase-history.ts';
import type { Height } from './quasi-newton.ts';

/** Rows in columns, those of a frequency together: what depends on the frequency alone is worked out once for it. */
export interface HistoryColumns {
  readonly groups: readonly FrequencyGroup[];
  readonly recency: Float64Array;
  readonly age: Float64Array;
  readonly weight: Float64Array;
}

interface FrequencyGroup {
  readonly frequency: number;
  /** Members. */
  readonly weight: number;
  /** Rows from `begin` to before `end`. */
  readonly begin: number;
  readonly end: number;
}

export function columnsOf(rows: readonly PurchaseRow[]): HistoryColumns {
  const sorted = rows.toSorted((one, other) => one.frequency - other.frequency);
  const groups: FrequencyGroup[] = [];
  sorted.forEach(({ frequency, weight }, index) => {
    const last = groups.at(-1);
    if (last?.frequency === frequency) {
      groups[groups.length - 1] = { ...last, weight: last.weight + weight, end: index + 1 };
    } else {
      groups.push({ frequency, weight, begin: index, end: index + 1 });
    }
  });
  return {
    groups,
    recency: Float64Array.from(sorted, ({ recency }) => recency),
    age: Float64Array.from(sorted, ({ age }) => age),
    weight: Float64Array.from(sorted, ({ weight }) => weight),
  };
}

/**
 * The log-likelihood of all members under the model (equation 6 of Fader, Hardie and Lee, 2005), and its slopes along r,
 * alpha, a and b. Powers are kept as logarithms, so that it holds for any frequency (Fader and Hardie, 2013, Overcoming
 * the BG/NBD Model's #NUM! Error Problem).
 */
export function calculateLogLikelihood(parameters: BgNbdParameters, columns: HistoryColumns): Height {
  const sums = { value: 0, r: 0, alpha: 0, a: 0, b: 0 };
  for (const group of columns.groups) {
    addFrequency(sums, parameters, group);
    addTimes(sums, parameters, columns, group);
  }
  return { value: sums.value, gradient: [sums.r, sums.alpha, sums.a, sums.b] };
}

interface Sums extends BgNbdParameters {
  readonly value: number;
}
type OpenSums = { -readonly [each in keyof Sums]: number };

/** What members of a frequency add whatever their times: A1 and A2 of the paper, without the part of the age. */
function addFrequency(sums: OpenSums, { r, alpha, a, b }: BgNbdParameters, group: FrequencyGroup): void {
  const { frequency: x, weight } = group;
  const purchases = logGamma(r + x) - logGamma(r) + r * Math.log(alpha);
  const survivals = logGamma(a + b) - logGamma(b) + logGamma(b + x) - logGamma(a + b + x);
  const both = digamma(a + b) - digamma(a + b + x);
  sums.value += weight * (purchases + survivals);
  sums.r += weight * (digamma(r + x) - digamma(r) + Math.log(alpha));
  sums.alpha += (weight * r) / alpha;
  sums.a += weight * both;
  sums.b += weight * (both + digamma(b + x) - digamma(b));
}

/** What their times add: still active at the end of the observation, or dropped out after the last purchase. */
function addTimes(sums: OpenSums, { r, alpha, a, b }: BgNbdParameters, columns: HistoryColumns, group: FrequencyGroup) {
  const { recency, age, weight } = columns;
  const { frequency: x, begin, end } = group;
  const shape = r + x;
  // Nobody drops out before the first repeat.
  const logDropout = x === 0 ? Number.NEGATIVE_INFINITY : Math.log(a / (b + x - 1));
  let [value, alongR, alongAlpha, dropped] = [0, 0, 0, 0];
  for (let row = begin; row < end; row += 1) {
    const members = weight[row] ?? 0;
    const [atEnd, atLast] = [alpha + (age[row] ?? 0), alpha + (recency[row] ?? 0)];
    const logEnd = Math.log(atEnd);
    const logSilence = x === 0 ? 0 : logEnd - Math.log(atLast);
    const odds = logDropout + shape * logSilence;
    // The logarithm of 1 + e^odds, and the probability of having dropped out.
    const shrunk = Math.exp(-Math.abs(odds));
    const gone = (odds > 0 ? 1 : shrunk) / (1 + shrunk);
    value += members * (Math.max(0, odds) + Math.log1p(shrunk) - shape * logEnd);
    alongR += members * (gone * logSilence - logEnd);
    alongAlpha += members * (gone * (1 / atEnd - 1 / atLast) - 1 / atEnd);
    dropped += members * gone;
  }
  sums.value += value;
  sums.r += alongR;
  sums.alpha += shape * alongAlpha;
  sums.a += dropped / a;
  if (x > 0) sums.b -= dropped / (b + x - 1);
}
