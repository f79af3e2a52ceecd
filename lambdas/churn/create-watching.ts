import type { Clock } from '../kernel/clock.ts';
import type { ChurnStore } from './churn-store.ts';
import type { WatchedProfile, WatchFacts } from './known-facts.ts';
import { type PurchaseModel, scoreMember, unusualSilenceOf } from './purchase-model.ts';
import type { Strategies } from './strategy.ts';
import type { WatchSettings } from './watch.ts';
import { createWatchMember } from './watch-member.ts';
import type { RunGroup, WinBackSettings } from './win-back.ts';

/** What other capabilities know of a member, and whom it was merged into. */
export interface KnownMembers {
  profile(
    memberId: string,
  ): Promise<{ readonly profile: WatchedProfile; readonly forwardTo?: string | undefined } | undefined>;
}

/** What the ledger knows of orders. Amounts in minor units. */
export interface KnownOrders {
  head(orderId: string): Promise<{ readonly claim?: object | undefined; readonly earlyCount: number }>;
  sums(memberId: string): Promise<{
    readonly orderCount: number;
    readonly returnedOrderCount: number;
    readonly paidMinor: number;
    readonly returnedMinor: number;
  }>;
}

export interface WatchingPorts {
  readonly members: KnownMembers;
  readonly orders: KnownOrders;
  readonly groupOf: (memberId: string, day: string) => RunGroup;
  readonly clock: Clock;
}

export interface WatchingSettings extends WatchSettings {
  readonly strategies: Strategies;
  /** Without a ladder nobody comes on it. */
  readonly winBack?: Pick<WinBackSettings, 'rungs'> | undefined;
}

/** Watching members by what the profile, the ledger and the latest model know of them. */
export function createWatching(
  { watches, models }: Pick<ChurnStore, 'watches' | 'models'>,
  { members, orders, groupOf, clock }: WatchingPorts,
  settings: WatchingSettings,
) {
  return createWatchMember(
    {
      watches,
      groupOf,
      clock,
      readProfile: (memberId) => readProfile(members, memberId),
      isSettled: (orderId) => isSettled(orders, orderId),
      unusualSilence: async () => unusualSilenceOf(await models.latest()),
      score: async (memberId, facts, day) => scoreBy(await models.latest(), orders, memberId, facts, day),
    },
    settings.winBack === undefined
      ? { ...settings, strategies: {}, rungs: [] }
      : { ...settings, rungs: settings.winBack.rungs },
  );
}

export async function readProfile(members: KnownMembers, memberId: string) {
  const kept = await members.profile(memberId);
  return { profile: kept?.profile, forwardTo: kept?.forwardTo };
}

/** Whether an order that was placed is paid; taken back before it was paid, it is not left unpaid either. */
export async function isSettled(orders: Pick<KnownOrders, 'head'>, orderId: string): Promise<boolean> {
  const { claim, earlyCount } = await orders.head(orderId);
  return claim !== undefined || earlyCount > 0;
}

async function scoreBy(
  model: PurchaseModel | undefined,
  orders: KnownOrders,
  memberId: string,
  { orderDays }: WatchFacts,
  day: string,
) {
  if (model === undefined || orderDays.length === 0) return undefined;
  const { orderCount, returnedOrderCount, paidMinor, returnedMinor } = await orders.sums(memberId);
  const spend = { orders: orderCount - returnedOrderCount, valueMinor: paidMinor - returnedMinor };
  return scoreMember(model, orderDays, spend, day);
}
