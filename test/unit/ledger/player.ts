import type { Rejection } from '../../../lambdas/kernel/rejection.ts';
import { keys } from '../../../lambdas/kernel/table/keys.ts';
import { createAdjustPoints } from '../../../lambdas/loyalty/adjust-points.ts';
import { createApplyExpiryPolicy } from '../../../lambdas/loyalty/apply-expiry-policy.ts';
import { createApplyMilestone } from '../../../lambdas/loyalty/apply-milestone.ts';
import { createApplyOrderEvent } from '../../../lambdas/loyalty/apply-order-event.ts';
import { createEarnAction } from '../../../lambdas/loyalty/earn-action.ts';
import { createEarnPoints } from '../../../lambdas/loyalty/earn-points.ts';
import { redemptionIdOf, spendEntryId } from '../../../lambdas/loyalty/entry-id.ts';
import type { LedgerStore } from '../../../lambdas/loyalty/ledger-store.ts';
import type { OrderStore } from '../../../lambdas/loyalty/order-store.ts';
import { createRedeemPoints } from '../../../lambdas/loyalty/redeem-points.ts';
import { createReleasePoints } from '../../../lambdas/loyalty/release-points.ts';
import { createReversePoints } from '../../../lambdas/loyalty/reverse-points.ts';
import { createCancelRedemption, createCommitRedemption } from '../../../lambdas/loyalty/settle-redemption.ts';
import { createWatchAccount } from '../../../lambdas/loyalty/watch-account.ts';
import { eventOf, type History, MEMBERS, NOW, ORDERS, OTHER_POLICIES, type Step } from './histories.ts';

const CHECK_IN = { points: 5, cap: { times: 2, per: 'day' } } as const;
const REDEMPTION = { minorUnitsPerPoint: 1, pointsMin: 1, orderShareMax: 100, holdMinutes: 30 };

/** The stores that a history is played on. */
export interface Stores {
  readonly ledger: LedgerStore;
  readonly orders: OrderStore;
}

/** A clock that moves when a history says so. */
export interface Time {
  now(): Date;
  pass(days: number): void;
}

export function createTime(): Time {
  let now = NOW;
  return {
    now: () => now,
    pass: (days) => {
      now = new Date(now.getTime() + days * 86_400_000);
    },
  };
}

/** The use cases over some stores; `rejections` collects what the rules refuse. */
export function createPlayer({ ledger, orders }: Stores, history: History, prefix = '', time: Time = createTime()) {
  const clock = time.now;
  const rejections: Rejection[] = [];
  const ports = { ledger, orders, clock };
  const apply = createApplyOrderEvent(
    {
      earnPoints: createEarnPoints(ports, history.settings),
      reversePoints: createReversePoints(ports, history.settings),
      applyMilestone: createApplyMilestone(ports, history.settings),
      earnAction: createEarnAction(ledger, history.settings, clock),
      orders,
      recordRejection: async (rejection) => {
        rejections.push(rejection);
      },
    },
    { currency: 'CNY', actions: { 'Checked In': CHECK_IN } },
  );
  const release = createReleasePoints(ledger, clock);
  const watch = createWatchAccount(ledger, history.settings, clock);
  const sweep = async () => {
    for (const memberId of MEMBERS) {
      const lots = await ledger.pendingLots(prefix + memberId, 100);
      const due = lots.filter(({ releaseAt }) => releaseAt <= clock().toISOString());
      for (const lot of due) await release(keys.pendingLot(lot.memberId, lot.releaseAt, lot.orderId));
      await watch(prefix + memberId);
    }
  };
  const adjust = createAdjustPoints(
    ledger,
    { ...history.settings, adjustments: { writeMax: 0, adminMax: 1_000_000 } },
    clock,
  );
  /** An operator takes points away, so that a return may find too few; refused if there are too few even for that. */
  const take = async (member: number, percent: number, n: number) => {
    const memberId = prefix + MEMBERS[member];
    const { balance } = await ledger.account(memberId);
    const points = Math.ceil((balance.active * percent) / 100);
    if (points === 0) return;
    await adjust({
      memberId,
      points: -points,
      reason: 'to try returns',
      requestKey: `${prefix}take-${n}`,
      requestHash: `${percent}`,
      apiKey: { keyId: 'operator', kind: 'operator', scopes: ['admin'] },
    });
  };
  const give = async (member: number, points: number, n: number) => {
    await adjust({
      memberId: prefix + MEMBERS[member],
      points,
      reason: 'to try spending',
      requestKey: `${prefix}give-${n}`,
      requestHash: `${points}`,
      apiKey: { keyId: 'operator', kind: 'operator', scopes: ['admin'] },
    });
  };
  const redeemPoints = createRedeemPoints(ledger, { ...history.settings, redemption: REDEMPTION }, clock);
  const settling = { ledger, orders, clock, timeZone: history.settings.timeZone };
  const [commit, cancel] = [createCommitRedemption(settling), createCancelRedemption(settling)];
  /** A part of what a member has is to pay for an order; refused if there is nothing, or less by the time. */
  const redeem = async (n: number, percent: number, key: string) => {
    const memberId = prefix + (history.contents[n]?.memberId ?? '');
    const { balance } = await ledger.account(memberId);
    await redeemPoints({
      memberId,
      orderId: prefix + ORDERS[n],
      orderTotal: 100_000_000,
      points: Math.ceil((balance.active * percent) / 100),
      requestKey: key,
      requestHash: key,
    });
  };
  /** An operator dates all points by a policy that is new, lot by lot. */
  const applyPolicy = async (to: number) => {
    const expiry = OTHER_POLICIES[to];
    if (expiry === undefined || history.settings.expiry.kind === 'inactivity') return;
    const apply = createApplyExpiryPolicy(ledger, { timeZone: history.settings.timeZone, expiry }, clock);
    for (const member of MEMBERS) {
      const memberId = prefix + member;
      for (const lot of await ledger.pendingLots(memberId, 100)) await apply({ kind: 'pending', lot });
      for (const lot of await ledger.activeLots(memberId)) await apply({ kind: 'active', lot });
    }
  };
  const play = async (step: Step): Promise<void> => {
    const told = eventOf(step, history, prefix);
    if (told !== undefined) await apply(told);
    else if (step.kind === 'sweep') await sweep();
    else if (step.kind === 'pass') time.pass(step.days);
    else if (step.kind === 'policy') await applyPolicy(step.to);
    else if (step.kind === 'give') await give(step.member, step.points, step.n);
    else if (step.kind === 'take') await take(step.member, step.percent, step.n);
    else if ('n' in step && 'order' in step) {
      const key = `${prefix}redeem-${step.order}-${step.n}`;
      const redemptionId = redemptionIdOf(spendEntryId(key));
      const memberId = prefix + (history.contents[step.order]?.memberId ?? '');
      if (step.kind === 'redeem') await redeem(step.order, step.percent, key);
      else await (step.kind === 'commit' ? commit : cancel)(memberId, redemptionId);
    }
  };
  return { play, rejections };
}
