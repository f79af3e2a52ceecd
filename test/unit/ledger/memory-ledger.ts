import { dayOf, startOfDay } from '../../../lambdas/kernel/calendar.ts';
import type { Notice } from '../../../lambdas/kernel/notice.ts';
import { type ItemKey, keys } from '../../../lambdas/kernel/table/keys.ts';
import { endOf } from '../../../lambdas/loyalty/account-review.ts';
import { type Account, applyDeltas, applySums, EMPTY_ACCOUNT } from '../../../lambdas/loyalty/balance.ts';
import { nextExpiryStep } from '../../../lambdas/loyalty/expiry.ts';
import type {
  ActiveLot,
  CapUse,
  CommitAnswer,
  KeptLot,
  LedgerChange,
  LotChange,
  RewardUse,
} from '../../../lambdas/loyalty/ledger-change.ts';
import { isActivity, type LedgerEntry } from '../../../lambdas/loyalty/ledger-entry.ts';
import type { LedgerStore } from '../../../lambdas/loyalty/ledger-store.ts';
import { calculateInactiveDay, type ExpiryPolicy, type PendingLot, policyName } from '../../../lambdas/loyalty/lot.ts';
import { NO_RETURNS, type Order, type OrderHead } from '../../../lambdas/loyalty/order.ts';
import type { OrderReturn } from '../../../lambdas/loyalty/order-return.ts';
import type { OrderStore } from '../../../lambdas/loyalty/order-store.ts';
import type { KeptReward } from '../../../lambdas/loyalty/reward.ts';
import type { TierSettings } from '../../../lambdas/loyalty/tier.ts';
import { nextTierLook } from '../../../lambdas/loyalty/tier-review.ts';

/** What the two stores promise, kept in memory: each write whole or not at all, under the conditions that the table has. */
export interface MemoryLedger {
  readonly ledger: LedgerStore;
  readonly orders: OrderStore;
  /** What points buy, by id; a test puts it there. */
  readonly offered: Map<string, KeptReward>;
  entriesOf(memberId: string): Promise<readonly LedgerEntry[]>;
  noticesOf(memberId: string): readonly Notice[];
}

const NOW = new Date('2026-03-20T02:00:00.000Z');

const nameOf = ({ PK, SK }: ItemKey): string => JSON.stringify([PK, SK]);
const pendingName = ({ memberId, releaseAt, orderId }: PendingLot) =>
  nameOf(keys.pendingLot(memberId, releaseAt, orderId));
const earlyName = ({ orderId, refundId, event }: OrderReturn) => JSON.stringify([orderId, refundId, event]);
const activeName = (memberId: string, expiryDay: string) => nameOf(keys.activeLot(memberId, expiryDay));

export function createMemoryLedger(
  clock = () => NOW,
  timeZone = 'Asia/Shanghai',
  expiry: ExpiryPolicy = { kind: 'never' },
  tiers?: TierSettings,
): MemoryLedger {
  const entries = new Map<string, LedgerEntry>();
  const accounts = new Map<string, Account>();
  const pending = new Map<string, PendingLot>();
  const active = new Map<string, KeptLot>();
  const offered = new Map<string, KeptReward>();
  const holds = new Map<string, string>();
  const notices = new Map<string, Notice>();
  const caps = new Map<string, number>();
  const requests = new Map<string, { requestHash: string; answer: unknown }>();
  const heads = new Map<string, OrderHead>();
  const kept = new Map<string, Order>();
  const early = new Map<string, OrderReturn>();

  const entryName = ({ memberId, entryId }: LedgerEntry) => nameOf(keys.ledgerEntry(memberId, entryId));
  const accountOf = (memberId: string): Account => accounts.get(memberId) ?? EMPTY_ACCOUNT;
  const headOf = (orderId: string): OrderHead =>
    heads.get(orderId) ?? { orderId, version: 0, earlyCount: 0, returns: NO_RETURNS };

  const holdsLot = (change: LotChange): boolean => {
    if (change.kind === 'TAKE_PENDING' || change.kind === 'DATE_PENDING')
      return pending.get(pendingName(change.lot))?.points === change.lot.points;
    if (change.kind === 'ADD_PENDING' || change.kind === 'ADD_ACTIVE') return true;
    return active.get(activeName(change.lot.memberId, change.lot.expiryDay))?.points === change.lot.points;
  };

  const holdsReward = ({ rewardId, points, by }: RewardUse): boolean => {
    const kept = offered.get(rewardId);
    if (kept === undefined) return false;
    if (by < 0) return kept.issued > 0;
    return kept.points === points && (kept.stock === undefined || kept.issued < kept.stock);
  };

  const applyLot = (change: LotChange, openedBy: string): void => {
    switch (change.kind) {
      case 'ADD_PENDING':
        pending.set(pendingName(change.lot), { ...change.lot, policy: change.lot.policy ?? policyName(expiry) });
        return;
      case 'DATE_PENDING': {
        const { expiryDay, policy } = change;
        pending.set(pendingName(change.lot), { ...change.lot, expiryDay, policy });
        return;
      }
      case 'DATE_ACTIVE': {
        const name = activeName(change.lot.memberId, change.lot.expiryDay);
        const known = active.get(name);
        if (known !== undefined) active.set(name, { ...known, policy: change.policy });
        return;
      }
      case 'TAKE_PENDING': {
        const points = change.lot.points - change.points;
        if (points === 0) pending.delete(pendingName(change.lot));
        else pending.set(pendingName(change.lot), { ...change.lot, points });
        return;
      }
      default: {
        const { memberId, expiryDay } = change.lot;
        const name = activeName(memberId, expiryDay);
        const known = active.get(name) ?? openLot(change.lot, openedBy);
        const points =
          known.points +
          (change.kind === 'ADD_ACTIVE'
            ? change.lot.points
            : change.kind === 'GROW_ACTIVE'
              ? change.points
              : -change.points);
        if (points === 0) active.delete(name);
        else active.set(name, { ...known, points });
      }
    }
  };

  const openLot = ({ memberId, expiryDay, policy }: ActiveLot, openedBy: string): KeptLot => ({
    memberId,
    expiryDay,
    points: 0,
    openedBy,
    policy: policy ?? policyName(expiry),
  });

  /** By when the account of whoever gains lots is to be looked at. */
  const watchOf = ({ lots, gainer, entries: told }: LedgerChange, memberId: string): string | undefined => {
    const isActive = told.some((entry) => entry.memberId === memberId && isActivity(entry));
    const own = isActive ? calculateInactiveDay(clock().getTime(), expiry, timeZone) : gainer?.inactiveDay;
    return lots
      .flatMap((each) => (each.kind === 'ADD_ACTIVE' && each.lot.memberId === memberId ? [each.lot] : []))
      .map((lot) => endOf(lot, expiry.kind === 'inactivity' ? own : undefined))
      .flatMap((day) => nextExpiryStep(day, clock(), timeZone)?.at ?? [])
      .sort()[0];
  };

  /** When a tier that is new with a change is to be looked at. */
  const lookOf = ({ tiering }: LedgerChange, memberId: string): readonly string[] => {
    if (tiers === undefined || tiering?.memberId !== memberId) return [];
    if (tiering.standing === tiering.account.standing && tiering.trials === tiering.account.trials) return [];
    const look = nextTierLook(tiering, tiers, dayOf(clock().getTime(), timeZone));
    return look === undefined ? [] : [new Date(startOfDay(look, timeZone)).toISOString()];
  };

  const after = (memberId: string, own: readonly LedgerEntry[], dueAt = accountOf(memberId).dueAt): Account => {
    const { balance, sums, forwardTo, version, inactiveDay, qualifying, standing, trials } = accountOf(memberId);
    return {
      qualifying,
      standing,
      trials,
      balance: own.reduce((sum, { deltas }) => applyDeltas(sum, deltas), balance),
      sums: own.reduce((sum, entry) => applySums(sum, entry.sums ?? {}), sums),
      forwardTo,
      version: version + 1,
      dueAt,
      inactiveDay,
    };
  };

  const holdsBalance = (change: LedgerChange, memberId: string, own: readonly LedgerEntry[]): boolean => {
    const before = accountOf(memberId);
    const next = after(memberId, own).balance;
    const isTaken = (bucket: 'pending' | 'active') => next[bucket] < before.balance[bucket];
    if (before.forwardTo !== undefined) return false;
    if ((isTaken('pending') && next.pending < 0) || (isTaken('active') && next.active < 0)) return false;
    if (next.negative > before.balance.negative) return next.negative <= 0;
    return next.negative === before.balance.negative || next.negative >= -(change.debtMax ?? 0);
  };

  const judge = (change: LedgerChange, owners: ReadonlyMap<string, readonly LedgerEntry[]>): CommitAnswer => {
    const { head, hold, cap, reward, notices: told = [], request, review, tiering, closing } = change;
    const isCapped =
      cap !== undefined &&
      !cap.isUndone &&
      (caps.get(JSON.stringify([cap.memberId, cap.period, cap.action])) ?? 0) >= cap.timesMax;
    const isChanged =
      !change.lots.every(holdsLot) ||
      (reward !== undefined && !holdsReward(reward)) ||
      (hold !== undefined && holds.get(nameOf(keys.ledgerEntry(hold.memberId, hold.entryId))) !== hold.heldUntil) ||
      told.some(({ memberId, noticeId }) => notices.has(nameOf(keys.notice(memberId, noticeId)))) ||
      (review !== undefined && accountOf(review.memberId).version !== review.account.version) ||
      (tiering !== undefined && accountOf(tiering.memberId).version !== tiering.account.version) ||
      // What was read of whoever gains lots has to hold still: else its next look might come too late.
      [...owners.keys()].some(
        (memberId) => watchOf(change, memberId) !== undefined && change.gainer?.dueAt !== accountOf(memberId).dueAt,
      ) ||
      [...owners].some(([memberId, own]) => !holdsBalance(change, memberId, own)) ||
      (head !== undefined && headOf(head.previous.orderId).version !== head.previous.version) ||
      (closing !== undefined && accountOf(change.entries[0]?.memberId ?? '').version !== closing.account.version);
    if (change.entries.some((entry) => entries.has(entryName(entry)))) return 'RECORDED_BEFORE';
    if (request !== undefined && requests.has(JSON.stringify([request.route, request.key]))) return 'REQUEST_SEEN';
    if (isChanged) return 'CHANGED_MEANWHILE';
    return isCapped ? 'CAP_REACHED' : 'COMMITTED';
  };

  const ledger: LedgerStore = {
    isKnown: async (memberId) => accounts.has(memberId),
    account: async (memberId) => accountOf(memberId),
    entry: async (memberId, entryId) => entries.get(nameOf(keys.ledgerEntry(memberId, entryId))),
    heldUntil: async (memberId, entryId) => holds.get(nameOf(keys.ledgerEntry(memberId, entryId))),
    pendingLot: async (key) => pending.get(nameOf(key)),
    activeLot: async (key) => active.get(nameOf(key)),
    activeLots: async (memberId) =>
      [...active.values()]
        .filter((lot) => lot.memberId === memberId)
        .sort((a, b) => (a.expiryDay < b.expiryDay ? -1 : 1)),
    pendingLots: async (memberId, most) =>
      [...pending.values()].filter((lot) => lot.memberId === memberId).slice(0, most),
    keptAnswer: async (route, key) => requests.get(JSON.stringify([route, key])),

    async commit(change) {
      const owners = Map.groupBy(change.entries, ({ memberId }) => memberId);
      const answer = judge(change, owners);
      if (answer !== 'COMMITTED') return answer;
      const { head, hold, cap, reward, notices: told = [], request, review, closing } = change;
      for (const [memberId, own] of owners) {
        const soonest = clock().toISOString();
        const told = [watchOf(change, memberId), ...lookOf(change, memberId)].map((at) =>
          at !== undefined && at < soonest ? soonest : at,
        );
        const asked = [accountOf(memberId).dueAt, ...told];
        const watched = asked.filter((at) => at !== undefined).sort();
        const inactiveDay = own.some(isActivity)
          ? calculateInactiveDay(clock().getTime(), expiry, timeZone)
          : accountOf(memberId).inactiveDay;
        const first = inactiveDay === undefined ? undefined : nextExpiryStep(inactiveDay, clock(), timeZone)?.at;
        accounts.set(memberId, { ...after(memberId, own, watched[0] ?? first), inactiveDay });
      }
      if (review !== undefined) {
        const { memberId, dueAt, inactiveDay } = review;
        const known = owners.has(memberId) ? accountOf(memberId) : after(memberId, []);
        accounts.set(memberId, { ...known, dueAt, ...(inactiveDay === undefined ? {} : { inactiveDay }) });
      }
      if (change.tiering !== undefined) {
        const { memberId, qualifying, standing, trials } = change.tiering;
        accounts.set(memberId, { ...accountOf(memberId), qualifying, standing, trials });
      }
      for (const entry of change.entries) {
        entries.set(entryName(entry), entry);
        if (entry.redemption?.kind === 'order') holds.set(entryName(entry), entry.redemption.heldUntil);
      }
      if (hold !== undefined) holds.delete(nameOf(keys.ledgerEntry(hold.memberId, hold.entryId)));
      for (const lot of change.lots) applyLot(lot, change.entries.at(-1)?.entryId ?? 'GATHERED');
      for (const each of told) notices.set(nameOf(keys.notice(each.memberId, each.noticeId)), each);
      if (head !== undefined) heads.set(head.next.orderId, { ...head.next, version: head.previous.version + 1 });
      if (cap !== undefined) {
        const name = JSON.stringify([cap.memberId, cap.period, cap.action]);
        caps.set(name, (caps.get(name) ?? 0) + (cap.isUndone ? -1 : 1));
      }
      const kept = reward === undefined ? undefined : offered.get(reward.rewardId);
      if (reward !== undefined && kept !== undefined) {
        offered.set(reward.rewardId, { ...kept, issued: kept.issued + reward.by });
      }
      if (request !== undefined) requests.set(JSON.stringify([request.route, request.key]), request);
      const first = change.entries[0]?.memberId ?? '';
      if (closing !== undefined)
        accounts.set(first, { ...accountOf(first), forwardTo: closing.forwardTo, dueAt: undefined });
      return 'COMMITTED';
    },
  };

  const orders: OrderStore = {
    head: async (orderId) => headOf(orderId),
    order: async (memberId, orderId) => kept.get(nameOf(keys.order(memberId, orderId))),
    putOrder: async (order) => {
      kept.set(nameOf(keys.order(order.memberId, order.orderId)), order);
    },
    async claim(previous, next, used) {
      if (headOf(next.orderId).version !== previous.version) return 'CHANGED_MEANWHILE';
      const nameOfCap = ({ memberId, period, action }: CapUse) => JSON.stringify([memberId, period, action]);
      const reached = used.filter((cap) => (caps.get(nameOfCap(cap)) ?? 0) >= cap.timesMax);
      if (reached.length > 0) return { capsReached: reached.map(({ action }) => action) };
      for (const cap of used) caps.set(nameOfCap(cap), (caps.get(nameOfCap(cap)) ?? 0) + 1);
      heads.set(next.orderId, { ...next, version: previous.version + 1 });
      return 'SAVED';
    },
    async saveHead(previous, next) {
      if (headOf(next.orderId).version !== previous.version) return 'CHANGED_MEANWHILE';
      heads.set(next.orderId, { ...next, version: previous.version + 1 });
      return 'SAVED';
    },
    async keepEarly(previous, given) {
      const name = earlyName(given);
      if (early.has(name)) return 'KEPT_BEFORE';
      const head = headOf(given.orderId);
      if (head.version !== previous.version) return 'CHANGED_MEANWHILE';
      early.set(name, given);
      heads.set(given.orderId, { ...head, earlyCount: head.earlyCount + 1, version: head.version + 1 });
      return 'KEPT';
    },
    earlyReturn: async (given) => early.get(earlyName(given)),
    earlyReturns: async (orderId) => [...early.values()].filter((given) => given.orderId === orderId),
  };

  return {
    ledger,
    orders,
    offered,
    noticesOf: (memberId) => [...notices.values()].filter((notice) => notice.memberId === memberId),
    entriesOf: async (memberId) => [...entries.values()].filter((entry) => entry.memberId === memberId),
  };
}
