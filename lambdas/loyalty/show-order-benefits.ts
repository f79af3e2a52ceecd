import { ok, type Result, refuse } from '../kernel/result.ts';
import type { OrderStore } from './order-store.ts';
import type { Benefits, TierSettings } from './tier.ts';

/** What an order gets by the tier that its member had when it was paid. */
export interface OrderBenefits {
  readonly orderId: string;
  readonly memberId: string;
  readonly tier: string | null;
  readonly benefits: Benefits;
}

/** The benefits of an order, for whoever packs and ships it: those of the tier that the member had when it was told as paid. */
export const createShowOrderBenefits =
  (orders: Pick<OrderStore, 'head'>, { tiers }: { readonly tiers?: TierSettings | undefined }) =>
  async (orderId: string): Promise<Result<OrderBenefits, { readonly code: 'ORDER_UNKNOWN' }>> => {
    const { claim } = await orders.head(orderId);
    if (claim === undefined) return refuse({ code: 'ORDER_UNKNOWN' });
    const level = tiers?.levels.find(({ id }) => id === claim.tier);
    return ok({ orderId, memberId: claim.memberId, tier: level?.id ?? null, benefits: level?.benefits ?? {} });
  };
