import { daysBetween } from '../kernel/calendar.ts';
import {
  type BgNbdParameters,
  calculateExpectedPurchases,
  calculateProbabilityAlive,
  calculateUnusualSilence,
} from './bg-nbd.ts';
import { calculateExpectedValue, type GammaGammaParameters } from './gamma-gamma.ts';
import { type PurchaseRhythm, rhythmOf, type UnusualSilence } from './personal-due.ts';
import type { Score } from './score.ts';

/** A fit of what members buy, and what they spend. Times are days, money minor units. */
export interface PurchaseModel {
  readonly version: number;
  /** The programme-zone date on which it was fitted. */
  readonly day: string;
  readonly purchases: BgNbdParameters;
  /** Undefined as long as too few members have bought twice. */
  readonly spend?: GammaGammaParameters | undefined;
  readonly logLikelihood: number;
  readonly members: number;
  readonly rows: number;
  /** What merging by week took off the likelihood. */
  readonly likelihoodLoss: number;
}

/** What a member's orders come to, net of what came back; in minor units. */
export interface MemberSpend {
  readonly orders: number;
  readonly valueMinor: number;
}

/**
 * A member's rhythm as long as no model is fitted: purchases come about once a month, and the member's own count more the
 * more there are. With these the formula of the model holds, too.
 */
const WITHOUT_MODEL = { r: 1, alpha: 30 } as const;

/** When the silence of a member becomes unusual, by a model or without one. */
export const unusualSilenceOf =
  (model: PurchaseModel | undefined): UnusualSilence =>
  ({ frequency, recencyDays }: PurchaseRhythm, share) =>
    calculateUnusualSilence(
      { a: 1, b: 1, ...WITHOUT_MODEL, ...model?.purchases },
      { frequency, recency: recencyDays },
      share,
    );

/** What is expected of a member. @param orderDays programme-zone dates, earliest first, at least one */
export function scoreMember(
  model: PurchaseModel,
  orderDays: readonly string[],
  { orders, valueMinor }: MemberSpend,
  day: string,
): Score {
  const { frequency, recencyDays } = rhythmOf(orderDays);
  const history = {
    frequency,
    recency: recencyDays,
    age: Math.max(recencyDays, daysBetween(orderDays[0] ?? day, day)),
  };
  const [purchases30, purchases90] = [30, 90].map((days) => calculateExpectedPurchases(model.purchases, history, days));
  const mean = orders > 0 ? valueMinor / orders : 0;
  const value =
    model.spend && calculateExpectedValue(model.spend, { transactions: mean > 0 ? orders : 0, meanValue: mean });
  return {
    modelVersion: model.version,
    day,
    probabilityActive: rounded(calculateProbabilityAlive(model.purchases, history)),
    purchases30: rounded(purchases30),
    purchases90: rounded(purchases90),
    ...(value === undefined ? {} : { valueMinor90: Math.round(value * (purchases90 ?? 0)) }),
  };
}

/** Six decimals are more than the model knows. */
const rounded = (value = 0): number => Math.round(value * 1e6) / 1e6;
