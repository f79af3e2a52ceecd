import type { PurchaseHistory } from './purchase-history.ts';
import { expectWhileActive } from './purchases-while-active.ts';

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
  const active = { shape: r + frequency, rate: alpha + age, a, b: b + frequency };
  return expectWhileActive(active, duration) * calculateProbabilityAlive(parameters, history);
}

/** Repeat purchases that a new buyer is expected to make within `duration` of the first; equation 9 of the paper. */
export const calculateExpectedRepeats = ({ r, alpha, a, b }: BgNbdParameters, duration: number): number =>
  expectWhileActive({ shape: r, rate: alpha, a, b }, duration);

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
