/** A new member's way, in its order: each step is reached by fewer. */
export const FUNNEL_STEPS = ['registered', 'browsed', 'carted', 'ordered', 'paid', 'boughtAgain'] as const;
export type FunnelStep = (typeof FUNNEL_STEPS)[number];

/** Where new members are lost, each with the step of those who could be. */
export const LOSS_NODES = ['sign-up-silent', 'order-unpaid', 'no-repeat'] as const;
export type LossNode = (typeof LOSS_NODES)[number];
export const STEP_BEFORE: Readonly<Record<LossNode, FunnelStep>> = {
  'sign-up-silent': 'registered',
  'order-unpaid': 'ordered',
  'no-repeat': 'paid',
};

/** First times on a member's way, as a profile has them. */
export interface FirstTimes {
  readonly browsed?: string | undefined;
  readonly searched?: string | undefined;
  readonly carted?: string | undefined;
  readonly checkedOut?: string | undefined;
  readonly ordered?: string | undefined;
  readonly paid?: string | undefined;
}

/**
 * The furthest step that a member who signed up has reached; the steps before it count as reached, whether or not they
 * were seen. @param orderCount paid orders, of which two are enough to know
 */
export function furthestStep(firsts: FirstTimes, orderCount: number): FunnelStep {
  if (orderCount > 1) return 'boughtAgain';
  if (orderCount === 1 || firsts.paid !== undefined) return 'paid';
  if (firsts.ordered !== undefined) return 'ordered';
  if (firsts.carted !== undefined || firsts.checkedOut !== undefined) return 'carted';
  return firsts.browsed !== undefined || firsts.searched !== undefined ? 'browsed' : 'registered';
}
