/** Something that points buy, as an operator has defined it. */
export interface Reward {
  readonly rewardId: string;
  readonly name: { readonly en: string; readonly zh: string };
  /** What it costs. */
  readonly points: number;
  /** How many there are in all; undefined where there is no end of them. */
  readonly stock?: number | undefined;
  /** How many a member may have in all. */
  readonly perMember?: number | undefined;
  /** When it is offered: from an instant (ISO-8601 in UTC) on, and until before another. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A reward, and how many of it were given out. */
export interface KeptReward extends Reward {
  readonly issued: number;
}

export type RewardState = 'OFFERED' | 'REWARD_NOT_OFFERED' | 'SOLD_OUT';

/** Whether a reward can be had at an instant. */
export function stateOf({ from, to, stock, issued }: KeptReward, now: Date): RewardState {
  const at = now.toISOString();
  if ((from !== undefined && at < from) || (to !== undefined && at >= to)) return 'REWARD_NOT_OFFERED';
  return stock !== undefined && issued >= stock ? 'SOLD_OUT' : 'OFFERED';
}
