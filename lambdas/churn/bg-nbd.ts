import type { PurchaseHistory } from './purchase-history.ts';

/**
 * The BG/NBD model of Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2): while
 * active, a buyer purchases at a rate of their own (Gamma with shape r and rate alpha); after each purchase they drop out
 * with a probability of their own (Beta with a and b). alpha is a time, in the unit of the histories.
 */
export interface BgNbdParameters {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** What lies further ahead than so many times alpha + age is not added: nobody plans for it, and its series has no end. */
const AHEAD_MAX = 10_000;
/** More than the series has at {@link AHEAD_MAX}. */
const TERMS_MAX = 1_000_000;
/** What is left of the series when it ends, as a share of its sum. */
const PRECISION = 1e-14;

/**
 * Purchases that a buyer is expected to make within `duration` after the observation; equation 10 of the paper. Holds for
 * any frequency: nothing in it grows with a power of it.
 */
export function calculateExpectedPurchases(
  parameters: BgNbdParameters,
  history: PurchaseHistory,
  duration: number,
): number {
  const { r, alpha, a, b } = parameters;
  const { frequency, age } = history;
  const whileActive = expectActive(r + frequency, alpha + age, a, b + frequency, duration);
  return whileActive * calculateProbabilityAlive(parameters, history);
}

/** Repeat purchases that a new buyer is expected to make within `duration` of the first; equation 9 of the paper. */
export const calculateExpectedRepeats = ({ r, alpha, a, b }: BgNbdParameters, duration: number): number =>
  expectActive(r, alpha, a, b, duration);

/**
 * The probability that a buyer has not dropped out by the end of the observation; Fader and Hardie (2008), Computing
 * P(alive) Using the BG/NBD Model. It is 1 for everyone without a repeat, so members are never ranked by it.
 */
export function calculateProbabilityAlive(
  { r, alpha, a, b }: BgNbdParameters,
  { frequency, recency, age }: PurchaseHistory,
): number {
  if (frequency === 0) return 1;
  const silence = Math.exp((r + frequency) * Math.log((alpha + age) / (alpha + recency)));
  return 1 / (1 + (a / (b + frequency - 1)) * silence);
}

/**
 * How long after the last purchase only `share` (above 0, below 1) of those who are still active with such a history would
 * be silent. The rate of an active buyer is Gamma(r + frequency, alpha + recency) at their last purchase, so the next
 * interval has a Lomax distribution, of which this is the quantile.
 */
export function calculateUnusualSilence(
  { r, alpha }: BgNbdParameters,
  { frequency, recency }: Pick<PurchaseHistory, 'frequency' | 'recency'>,
  share: number,
): number {
  return (alpha + recency) * Math.expm1(-Math.log(share) / (r + frequency));
}

/**
 * Purchases within `duration` of an active buyer whose rate is Gamma(shape, rate) and whose dropout is Beta(a, b):
 * (a + b − 1) / (a − 1) · (1 − (1 − z)^shape · 2F1(shape, b; a + b − 1; z)), z = duration / (rate + duration). Euler's
 * transformation makes it (1 − z)^(a − 1) · 2F1(a + b − 1 − shape, a − 1; a + b − 1; z), where frequencies cancel out. The
 * first term of the series is taken out and the fraction multiplied in, so that it also holds where a or a + b is 1.
 */
function expectActive(shape: number, rate: number, a: number, b: number, duration: number): number {
  if (duration <= 0) return 0;
  const ahead = Math.min(duration / rate, AHEAD_MAX);
  const logActive = -Math.log1p(ahead);
  const excess = a - 1;
  const direct = excess === 0 ? -logActive : -Math.expm1(excess * logActive) / excess;
  const c = a + b - 1;
  return Math.max(0, c * direct - sumSeries(c - shape, a, c, ahead / (1 + ahead), Math.exp(excess * logActive)));
}

/**
 * (2F1(n, a − 1; c; z) − 1) · c / (a − 1), times `factor`: the sum over k from 1 of (n)_k (a)_(k−1) / ((c + 1)_(k−1) k!) · z^k.
 * The factor comes first, so that it meets large terms before they overflow.
 */
function sumSeries(n: number, a: number, c: number, z: number, factor: number): number {
  let term = factor * n * z;
  let sum = term;
  for (let k = 1; k < TERMS_MAX; k += 1) {
    term *= ((n + k) * (a + k - 1) * z) / ((c + k) * (k + 1));
    sum += term;
    if (Math.abs(term) <= PRECISION * (1 - z) * Math.abs(sum)) break;
  }
  return sum;
}
