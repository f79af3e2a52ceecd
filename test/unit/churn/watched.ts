import { expect } from 'vitest';
import type { WatchedProfile } from '../../../lambdas/churn/known-facts.ts';
import type { Occasion } from '../../../lambdas/churn/occasion.ts';
import type { Strategies } from '../../../lambdas/churn/strategy.ts';
import { nextLook } from '../../../lambdas/churn/watch.ts';
import { createWatchMember, type WatchPorts } from '../../../lambdas/churn/watch-member.ts';
import { addActiveDay } from '../../../lambdas/kernel/active-days.ts';
import { addDays, dayOf } from '../../../lambdas/kernel/calendar.ts';
import { memoryChurn } from './memory-churn.ts';
import { noonOf, SETTINGS, unusualSilence } from './watching.ts';

const ZONE = SETTINGS.timeZone;
export const FIRST = '2026-03-04';
export const HOUR_MS = 3_600_000;
export const dayAt = (offset: number) => addDays(FIRST, offset);
export const noonAt = (offset: number) => noonOf(dayAt(offset));
const aim = { en: 'To come back', zh: '回来' };
const STRATEGIES: Strategies = {
  dormant: { aim, journey: 'win-back' },
  churned: { aim, journey: 'win-back' },
  'at-risk': { aim },
};
const RUNGS = [{ afterDays: 0, kind: 'reminder' as const }];

/** Members whose profile learns of everything at once, watched under a clock that a test moves. */
export function watchRig(changes: Partial<WatchPorts> = {}, wait?: (name: string) => Promise<unknown>) {
  let nowMs = Date.parse(noonAt(0));
  const churn = memoryChurn(wait);
  const profiles = new Map<string, WatchedProfile & { readonly forwardTo?: string }>();
  const settled = new Set<string>();
  const scored: string[] = [];
  const watch = createWatchMember(
    {
      watches: churn.watchStore,
      readProfile: async (memberId) => {
        const { forwardTo, ...profile } = profiles.get(memberId) ?? { firstOrders: [] };
        return { profile: profiles.has(memberId) ? profile : undefined, forwardTo };
      },
      isSettled: async (orderId) => settled.has(orderId),
      unusualSilence: async () => unusualSilence,
      score: async (memberId, _, day) => {
        scored.push(memberId);
        return { modelVersion: 1, day, purchases30: 0.5, purchases90: 1 };
      },
      groupOf: (memberId) => (memberId.includes('control') ? 'control' : 'treated'),
      clock: () => new Date(nowMs),
      ...changes,
    },
    { ...SETTINGS, strategies: STRATEGIES, rungs: RUNGS },
  );
  const know = (memberId: string, more: Partial<WatchedProfile & { readonly forwardTo?: string }>) =>
    profiles.set(memberId, { firstOrders: [], ...profiles.get(memberId), ...more });
  const visit = (memberId: string, at: string) => {
    const known = profiles.get(memberId);
    know(memberId, { lastSeenAt: at, activeDays: addActiveDay(known?.activeDays, dayOf(Date.parse(at), ZONE)) });
  };
  return {
    ...churn,
    watch,
    settled,
    scored,
    know,
    visit,
    goTo: (iso: string) => {
      nowMs = Date.parse(iso);
    },
    now: () => new Date(nowMs),
    /** What the profile knows of an order, and the occasion that tells of it. */
    order(memberId: string, orderId: string, at: string): Occasion {
      const day = dayOf(Date.parse(at), ZONE);
      const known = profiles.get(memberId) ?? { firstOrders: [] };
      visit(memberId, at);
      know(memberId, {
        lastOrderAt: at,
        orderDays: addActiveDay(known.orderDays, day),
        firstOrders: [...known.firstOrders.filter((each) => each.orderId !== orderId), { orderId, at }]
          .sort((a, b) => (a.at < b.at ? -1 : 1))
          .slice(0, 2),
      });
      return { happenedAt: at, orders: [{ orderId, at, day }] };
    },
    /** Looks by the sweep as long as something is due. */
    async lookWhenDue(memberId: string, untilMs: number) {
      for (let looks = 0; ; looks += 1) {
        expect(looks, 'a look that came due is due no more').toBeLessThan(200);
        const kept = churn.watches.get(memberId);
        const due = kept && nextLook(kept);
        if (due === undefined || Date.parse(due.at) > untilMs) break;
        nowMs = Math.max(nowMs, Date.parse(due.at));
        await watch(memberId, { isDaily: due.lane === 'daily' });
      }
      nowMs = Math.max(nowMs, untilMs);
    },
    names: (memberId: string) => churn.noticesOf(memberId).map(({ name }) => name),
    stagesOf: (memberId: string) =>
      churn.changes.filter((each) => each.memberId === memberId).map(({ to, day }) => [to, day]),
  };
}
