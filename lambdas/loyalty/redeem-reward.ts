import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { redemptionIdOf, spendEntryId } from './entry-id.ts';
import { findEntry, findHolder } from './find-holder.ts';
import { gatherUsableLots } from './gather-lots.ts';
import type { LedgerChange } from './ledger-change.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { LedgerStore } from './ledger-store.ts';
import { type InsufficientPoints, rewardLimit, spendPoints } from './redemption.ts';
import { type RewardState, stateOf } from './reward.ts';
import type { RewardStore } from './reward-store.ts';

const ATTEMPTS_MAX = 40;

/** A member who wants one of a reward. */
export interface RewardRedemption {
  readonly memberId: string;
  readonly rewardId: string;
  readonly requestKey: string;
  readonly requestHash: string;
}

export type RewardRefusal =
  | InsufficientPoints
  | { readonly code: 'MEMBER_UNKNOWN' | 'REWARD_UNKNOWN'; readonly given: string }
  | { readonly code: Exclude<RewardState, 'OFFERED'> | 'IDEMPOTENCY_KEY_REUSED' }
  | { readonly code: 'REWARD_LIMIT'; readonly expected: string };

export interface RewardAnswer {
  readonly memberId: string;
  readonly redemptionId: string;
  readonly rewardId: string;
  readonly points: number;
  readonly allocation: LedgerEntry['allocation'];
}

export interface RewardPorts {
  readonly ledger: LedgerStore;
  readonly rewards: Pick<RewardStore, 'reward'>;
  readonly clock: Clock;
}

/**
 * Buys one of a reward: points, stock and the member's limit in one transaction. Whatever fails is looked at again, so
 * that sold out is said only of what is.
 */
export const createRedeemReward =
  ({ ledger, rewards, clock }: RewardPorts, { timeZone }: { readonly timeZone: string }) =>
  async (request: RewardRedemption): Promise<Result<RewardAnswer, RewardRefusal>> => {
    const { memberId, rewardId, requestKey, requestHash } = request;
    const entryId = spendEntryId(requestKey);
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const holder = await findHolder(ledger, memberId);
      const before = await findEntry(ledger, holder.ids, entryId);
      if (before !== undefined) {
        return before.causeHash === requestHash ? ok(answerOf(before)) : refuse({ code: 'IDEMPOTENCY_KEY_REUSED' });
      }
      if (!(await ledger.isKnown(memberId))) return refuse({ code: 'MEMBER_UNKNOWN', given: memberId });
      const reward = await rewards.reward(rewardId);
      if (reward === undefined) return refuse({ code: 'REWARD_UNKNOWN', given: rewardId });
      const now = clock();
      const state = stateOf(reward, now);
      if (state !== 'OFFERED') return refuse({ code: state });
      const today = dayOf(now.getTime(), timeZone);
      const lots = await gatherUsableLots(ledger, holder, reward.points, today);
      const { perMember } = reward;
      const cap = perMember === undefined ? undefined : rewardLimit(holder.holderId, rewardId, perMember);
      const spent = spendPoints(
        {
          memberId: holder.holderId,
          entryId,
          points: reward.points,
          redemption: { kind: 'reward', rewardId, isLimited: cap !== undefined },
          requestHash,
        },
        lots,
        now,
      );
      if (!spent.ok) return spent;
      const change: LedgerChange = {
        ...spent.value,
        reward: { rewardId, points: reward.points, by: 1 },
        ...(cap === undefined ? {} : { cap }),
      };
      const answer = await ledger.commit(change);
      if (answer === 'COMMITTED') return ok(answerOf(change.entries[0] as LedgerEntry));
      if (answer === 'CAP_REACHED') {
        return refuse({ code: 'REWARD_LIMIT', expected: `at most ${perMember} a member` });
      }
    }
    throw new BusyError(`reward ${rewardId} changed ${ATTEMPTS_MAX} times in a row`);
  };

export type RedeemReward = ReturnType<typeof createRedeemReward>;

function answerOf({ memberId, entryId, deltas, allocation, redemption }: LedgerEntry): RewardAnswer {
  const rewardId = redemption?.kind === 'reward' ? redemption.rewardId : '';
  return { memberId, redemptionId: redemptionIdOf(entryId), rewardId, points: deltas.spent ?? 0, allocation };
}
