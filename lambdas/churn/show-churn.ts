import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { followToEnd } from '../kernel/follow-member.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { ChurnStore } from './churn-store.ts';
import { describeChurn } from './churn-view.ts';
import { isSettled, type KnownMembers, type KnownOrders } from './create-watching.ts';
import { findRun } from './find-run.ts';
import { ordersAhead, watchFactsOf, withOrder } from './known-facts.ts';
import { reviewWatch } from './member-review.ts';
import { scoreMember, unusualSilenceOf } from './purchase-model.ts';
import type { Strategies } from './strategy.ts';
import type { WatchSettings } from './watch.ts';
import { settledOf } from './watch-member.ts';
import type { WinBackSettings } from './win-back.ts';

const CHANGES_SHOWN = 20;

export interface ShowChurnPorts {
  readonly churn: ChurnStore;
  readonly members: KnownMembers;
  readonly orders: KnownOrders;
  readonly clock: Clock;
}

/** Explains a member, or whom it was merged into, as of now; what is due is shown as done, and nothing is written. */
export const createShowChurn =
  (
    { churn, members, orders, clock }: ShowChurnPorts,
    settings: WatchSettings & { readonly strategies: Strategies },
    ladder: WinBackSettings,
  ) =>
  async (memberId: string): Promise<Result<unknown, { readonly code: 'MEMBER_UNKNOWN' }>> => {
    const { memberId: id, kept } = await followToEnd((id) => members.profile(id), memberId);
    if (kept === undefined) return refuse({ code: 'MEMBER_UNKNOWN' });
    const { profile } = kept;
    const [known, model, changes, sums] = await Promise.all([
      churn.watches.watch(id),
      churn.models.latest(),
      churn.watches.changes(id, CHANGES_SHOWN),
      orders.sums(id),
    ]);
    const now = clock();
    const facts = watchFactsOf(ordersAhead(profile, known?.ordersAhead ?? []).reduce(withOrder, profile));
    const settledOrders = await settledOf(known?.unpaid ?? [], (orderId) => isSettled(orders, orderId));
    const occasion = { now, settledOrders, isOfThePast: known === undefined };
    const { next: watch } = reviewWatch(id, known, facts, occasion, unusualSilenceOf(model), settings);
    const { orderCount, returnedOrderCount, paidMinor, returnedMinor } = sums;
    const spend = { orders: orderCount - returnedOrderCount, valueMinor: paidMinor - returnedMinor };
    const isScored = model !== undefined && facts.orderDays.length > 0;
    const score = isScored
      ? scoreMember(model, facts.orderDays, spend, dayOf(now.getTime(), settings.timeZone))
      : undefined;
    const run = known && (await findRun(churn.runs, known));
    return ok(describeChurn({ memberId: id, now, watch, facts, changes, score, model, run }, settings, ladder));
  };
