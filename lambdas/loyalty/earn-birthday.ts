import { startOfDay } from '../kernel/calendar.ts';
import type { EarnAction } from './earn-action.ts';
import { findHolder } from './find-holder.ts';
import type { LedgerStore } from './ledger-store.ts';
import { levelOf, type TierSettings } from './tier.ts';

const ACTION = 'Birthday';

export interface BirthdayGift {
  readonly timeZone: string;
  readonly tiers?: TierSettings | undefined;
  /** For members without a tier that gives some. */
  readonly birthday?: { readonly points: number } | undefined;
}

/** Gives a member the points of a birthday (a programme-zone date): those of the tier, once a year, spendable at once. */
export const createEarnBirthday =
  (ledger: Pick<LedgerStore, 'account'>, earnAction: EarnAction, { tiers, birthday, timeZone }: BirthdayGift) =>
  async (memberId: string, day: string): Promise<void> => {
    const { account } = await findHolder(ledger, memberId);
    const level = levelOf(account.standing, tiers?.levels ?? []);
    const points = level?.benefits.birthdayPoints ?? birthday?.points ?? 0;
    if (points === 0) return;
    const occasion = `year ${day.slice(0, 4)}`;
    const occurredAt = new Date(startOfDay(day, timeZone)).toISOString();
    await earnAction(
      { memberId, action: ACTION, occasion, occurredAt, isBackfill: false, causeHash: occasion },
      { points, isGift: true },
    );
  };
