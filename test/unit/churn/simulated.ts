import type { BgNbdParameters } from '../../../lambdas/churn/bg-nbd.ts';
import type { GammaGammaParameters, SpendRow } from '../../../lambdas/churn/gamma-gamma.ts';
import type { PurchaseHistory, PurchaseRow } from '../../../lambdas/churn/purchase-history.ts';

/** Numbers from 0 to 1, the same for a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface SimulatedMember {
  readonly history: PurchaseHistory;
  /** Purchases after the observation. */
  readonly later: number;
}

/** A member of the model's world, observed for `age` and then for `duration`. */
export function simulateMember(
  { r, alpha, a, b }: BgNbdParameters,
  age: number,
  duration: number,
  random: () => number,
): SimulatedMember {
  const rate = gamma(r, random) / alpha;
  const [stays, leaves] = [gamma(b, random), gamma(a, random)];
  const dropout = leaves / (leaves + stays);
  let [time, recency, frequency, later] = [0, 0, 0, 0];
  for (;;) {
    time -= Math.log(1 - random()) / rate;
    if (!(time <= age + duration)) break;
    if (time <= age) {
      frequency += 1;
      recency = time;
    } else {
      later += 1;
    }
    if (random() < dropout) break;
  }
  return { history: { frequency, recency, age }, later };
}

/** Members who came one after the other in the first twelve weeks, observed until week `until`. */
export function simulateShop(parameters: BgNbdParameters, members: number, until: number, seed = 1): PurchaseRow[] {
  const random = createRandom(seed);
  return Array.from({ length: members }, (_, n) => {
    const { history } = simulateMember(parameters, until - (12 * n) / members, 0, random);
    return { ...history, weight: 1 };
  });
}

/** A member who spent so many times, and what they spend next. */
export function simulateSpend(
  { p, q, gamma: rate }: GammaGammaParameters,
  transactions: number,
  random: () => number,
): SpendRow & { readonly next: number } {
  const own = gamma(q, random) / rate;
  const values = Array.from({ length: transactions }, () => gamma(p, random) / own);
  const meanValue = values.reduce((sum, each) => sum + each, 0) / transactions;
  return { transactions, meanValue, weight: 1, next: gamma(p, random) / own };
}

/** Marsaglia and Tsang (2000), A Simple Method for Generating Gamma Variables. */
function gamma(shape: number, random: () => number): number {
  if (shape < 1) return gamma(shape + 1, random) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + normal / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < normal ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}
