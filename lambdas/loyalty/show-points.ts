import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { formatAmount } from '../kernel/money.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { endOf } from './account-review.ts';
import type { Balance } from './balance.ts';
import { findHolder } from './find-holder.ts';
import type { ActiveLot } from './ledger-change.ts';
import type { LedgerStore } from './ledger-store.ts';
import { type ExpiryPolicy, NEVER } from './lot.ts';
import { type RedemptionSettings, usableLots, usablePoints } from './redemption.ts';
import { type KeptReward, stateOf } from './reward.ts';
import type { RewardStore } from './reward-store.ts';

export interface PointsSettings {
  readonly currency: string;
  readonly timeZone: string;
  readonly expiry: ExpiryPolicy;
  readonly redemption?: RedemptionSettings | undefined;
}

export interface PointsPorts {
  readonly ledger: Pick<LedgerStore, 'isKnown' | 'account' | 'activeLots' | 'pendingLots'>;
  readonly rewards: Pick<RewardStore, 'rewards'>;
  readonly clock: Clock;
}

/** Points that become spendable at an instant, or expire at the beginning of a day. */
interface Dated {
  readonly points: number;
}

export interface PointsView extends Balance {
  /** What can be spent now. */
  readonly usable: number;
  /** What that is worth on an order, in the currency's units; absent where points do not pay for orders. */
  readonly worth?: string;
  readonly releases: readonly (Dated & { readonly releaseAt: string; readonly orderId: string })[];
  readonly expiries: readonly (Dated & { readonly expiryDay: string })[];
  /** What it buys now. */
  readonly rewards: readonly Pick<KeptReward, 'rewardId' | 'name' | 'points'>[];
}

/** Lists of a view are cut there, the soonest first. */
const SHOWN_MAX = 50;

/** A member's points: where they are, what they are worth, when they expire and what they buy. */
export const createShowPoints =
  ({ ledger, rewards, clock }: PointsPorts, settings: PointsSettings) =>
  async (
    memberId: string,
  ): Promise<Result<PointsView, { readonly code: 'MEMBER_UNKNOWN'; readonly given: string }>> => {
    const [isKnown, { holderId, account }, offered] = await Promise.all([
      ledger.isKnown(memberId),
      findHolder(ledger, memberId),
      rewards.rewards(),
    ]);
    if (!isKnown) return refuse({ code: 'MEMBER_UNKNOWN', given: memberId });
    const [active, pending] = await Promise.all([ledger.activeLots(holderId), ledger.pendingLots(holderId, SHOWN_MAX)]);
    const now = clock();
    const inactiveDay = settings.expiry.kind === 'inactivity' ? account.inactiveDay : undefined;
    const today = dayOf(now.getTime(), settings.timeZone);
    const lots = usableLots(active, today, inactiveDay);
    const usable = usablePoints(account.balance, active, today, inactiveDay);
    const { redemption, currency } = settings;
    return ok({
      ...account.balance,
      usable,
      ...(redemption === undefined ? {} : { worth: formatAmount(usable * redemption.minorUnitsPerPoint, currency) }),
      releases: pending.map(({ points, releaseAt, orderId }) => ({ points, releaseAt, orderId })),
      expiries: expiriesOf(lots, inactiveDay),
      rewards: affordable(offered, usable, now),
    });
  };

function expiriesOf(lots: readonly ActiveLot[], inactiveDay: string | undefined): PointsView['expiries'] {
  return lots
    .map((lot) => ({ points: lot.points, expiryDay: endOf(lot, inactiveDay) }))
    .filter(({ expiryDay }) => expiryDay !== NEVER)
    .slice(0, SHOWN_MAX);
}

/** The dearest first: what the member has saved for. */
function affordable(offered: readonly KeptReward[], usable: number, now: Date): PointsView['rewards'] {
  return offered
    .filter((reward) => reward.points <= usable && stateOf(reward, now) === 'OFFERED')
    .sort((a, b) => b.points - a.points)
    .slice(0, SHOWN_MAX)
    .map(({ rewardId, name, points }) => ({ rewardId, name, points }));
}
