import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';
import type { Rejection } from '../../../lambdas/kernel/rejection.ts';
import { keys } from '../../../lambdas/kernel/table/keys.ts';
import type { ActionRule } from '../../../lambdas/loyalty/action-earning.ts';
import { createApplyMilestone } from '../../../lambdas/loyalty/apply-milestone.ts';
import { createApplyOrderEvent } from '../../../lambdas/loyalty/apply-order-event.ts';
import { createEarnAction } from '../../../lambdas/loyalty/earn-action.ts';
import { createEarnPoints } from '../../../lambdas/loyalty/earn-points.ts';
import type { LedgerStore } from '../../../lambdas/loyalty/ledger-store.ts';
import type { EarningSettings } from '../../../lambdas/loyalty/order-earning.ts';
import type { OrderStore } from '../../../lambdas/loyalty/order-store.ts';
import { createReleasePoints } from '../../../lambdas/loyalty/release-points.ts';
import { createReversePoints } from '../../../lambdas/loyalty/reverse-points.ts';
import { RECORDED_AT, SETTINGS } from './orders.ts';

export interface ShopStores {
  readonly ledger: LedgerStore;
  readonly orders: OrderStore;
}

export interface ShopSettings extends EarningSettings {
  readonly debtMax: number;
  readonly actions: Readonly<Record<string, ActionRule>>;
}

const ACTIONS = { 'Checked In': { points: 5, cap: { times: 3, per: 'day' } } } as const;

/** The use cases that events and the sweep meet, over any stores. */
export function createShop({ ledger, orders }: ShopStores, changes: Partial<ShopSettings> = {}) {
  const settings: ShopSettings = { ...SETTINGS, debtMax: 0, actions: ACTIONS, ...changes };
  const rejections: Rejection[] = [];
  const clock = () => RECORDED_AT;
  const ports = { ledger, orders, clock };
  const useCases = {
    earnPoints: createEarnPoints(ports, settings),
    reversePoints: createReversePoints(ports, settings),
    applyMilestone: createApplyMilestone(ports, settings),
    earnAction: createEarnAction(ledger, settings, clock),
  };
  const recordRejection = async (rejection: Rejection) => {
    rejections.push(rejection);
  };
  const applyEvent = createApplyOrderEvent({ ...useCases, orders, recordRejection }, settings);
  const release = createReleasePoints(ledger, clock);
  return {
    ...useCases,
    ledger,
    orders,
    rejections,
    release,
    apply: (event: PlatformEvent) => applyEvent(event),
    /** Releases whatever waits, due or not. */
    async releaseAll(memberId: string) {
      for (const lot of await ledger.pendingLots(memberId, 90)) {
        await release(keys.pendingLot(lot.memberId, lot.releaseAt, lot.orderId));
      }
    },
    /** The buckets that hold something, without those that only look back. */
    async held(memberId: string) {
      const { lifetimeEarned: _, tierQualifying: __, ...buckets } = (await ledger.account(memberId)).balance;
      return Object.fromEntries(Object.entries(buckets).filter(([, points]) => points !== 0));
    },
  };
}

export type Shop = ReturnType<typeof createShop>;
