import type { Stage } from '../../programmes/stage.ts';
import type { WatchReview } from './member-review.ts';
import { enterRun, type Run, type RunGroup, type WinBackSettings } from './win-back.ts';

/** What the programme does for members of a stage. */
export interface Strategy {
  readonly aim: Readonly<Record<'en' | 'zh', string>>;
  /** A journey that members come on when they reach the stage. */
  readonly journey?: 'win-back' | undefined;
}

export type Strategies = Readonly<Partial<Record<Stage, Strategy>>>;

/** Why a member who was looked at did not come on the ladder. */
export type NotEntered = 'UNCHANGED' | 'NO_STRATEGY' | 'ENTERED_BEFORE' | 'PAST';

export interface EntryOccasion {
  readonly now: Date;
  /** The programme-zone date of it. */
  readonly day: string;
  readonly isOfThePast: boolean;
  readonly strategies: Strategies;
  readonly ladder: Pick<WinBackSettings, 'rungs' | 'timeZone'>;
  readonly groupOf: (memberId: string, day: string) => RunGroup;
}

/** Whether a member who was looked at comes on the ladder: once in a silence, by the strategy of the stage it is in now. */
export function decideEntry(
  { next, changes }: WatchReview,
  lastOrderDay: string | undefined,
  { now, day, isOfThePast, strategies, ladder, groupOf }: EntryOccasion,
): Run | NotEntered {
  if (isOfThePast) return 'PAST';
  if (changes.length === 0 || lastOrderDay === undefined) return 'UNCHANGED';
  if (strategies[next.stage]?.journey !== 'win-back') return 'NO_STRATEGY';
  if (next.winBack === lastOrderDay) return 'ENTERED_BEFORE';
  const { memberId, stage } = next;
  return enterRun(memberId, lastOrderDay, { group: groupOf(memberId, day), stage, day, now }, ladder);
}
