/**
 * The Gamma-Gamma model of monetary value, of Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value: what a member
 * spends at a time is Gamma with shape p and a rate of their own, which is Gamma with shape q and rate gamma across members.
 * gamma is money, in the unit of the values. Spend is taken to be independent of how often a member buys.
 */
export interface GammaGammaParameters {
  readonly p: number;
  readonly q: number;
  readonly gamma: number;
}

/** What is known of a member's spend. */
export interface SpendHistory {
  readonly transactions: number;
  /** The mean of what they were worth; anything where there is none. */
  readonly meanValue: number;
}

/** So many members with the same spend. */
export interface SpendRow extends SpendHistory {
  readonly weight: number;
}

/**
 * What a member's transactions are expected to be worth on average in the long run; equation 5 of the note. It lies between
 * the member's own mean and that of all, the nearer to the own one the more transactions there are. q is above 1.
 */
export function calculateExpectedValue(
  { p, q, gamma }: GammaGammaParameters,
  { transactions, meanValue }: SpendHistory,
): number {
  const spent = transactions === 0 ? 0 : transactions * meanValue;
  return (p * (gamma + spent)) / (p * transactions + q - 1);
}
