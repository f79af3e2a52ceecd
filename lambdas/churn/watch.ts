import type { Stage } from '../../programmes/stage.ts';
import { joinFormerIds } from '../kernel/follow-member.ts';
import type { ToldOrder } from './known-facts.ts';
import type { PersonalDueSettings } from './personal-due.ts';
import type { Score } from './score.ts';
import type { PersonalDue, StagePoint, StageSettings } from './stage.ts';

/** Where new members are lost on their way. */
export const LOSS_NODES = ['sign-up-silent', 'order-unpaid', 'no-repeat'] as const;
export type LossNode = (typeof LOSS_NODES)[number];

/** An order that was placed and has to be paid by an instant (ISO-8601 in UTC). */
export interface UnpaidOrder {
  readonly orderId: string;
  readonly at: string;
}

/** What is waited for with a member, and the stage that was decided last. Instants are ISO-8601 in UTC. */
export interface Watch {
  readonly memberId: string;
  readonly stage: Stage;
  readonly since: StagePoint;
  readonly personalDue?: PersonalDue | undefined;
  /** When it is asked whether the member has done anything since signing up, and whether it bought again. */
  readonly signUpSilentAt?: string | undefined;
  readonly noRepeatAt?: string | undefined;
  readonly unpaid: readonly UnpaidOrder[];
  /** Paid orders that were told before the profile knew of them: who looks next knows no less than who looked before. */
  readonly ordersAhead?: readonly ToldOrder[] | undefined;
  /** When the stage changes if the member does nothing. */
  readonly nextMoveAt?: string | undefined;
  /** Nodes that are asked for no more: the member was lost there, or passed it. */
  readonly closed: readonly LossNode[];
  /** By the last daily look. */
  readonly score?: Score | undefined;
  /** The entry of the win-back that the member is on, or was on last. */
  readonly winBack?: string | undefined;
  /** Members who became this one: what they were on the ladder for goes on under their ids. */
  readonly formerIds?: readonly string[] | undefined;
  /** The stage that the member stands under in the list of members; undefined for one who is not in it. */
  readonly listedAs?: Stage | undefined;
  /** Counts the writes; 0 is a watch that is not kept yet. */
  readonly version: number;
  /** The member that this one was merged into. */
  readonly forwardTo?: string | undefined;
}

export interface WatchSettings extends StageSettings {
  readonly timeZone: string;
  readonly signUpSilentHours: number;
  readonly unpaidDays: number;
  readonly noRepeatDays: number;
  readonly personalDue: PersonalDueSettings;
}

/** The rules that a watch stands under on the due index: nodes are asked every hour, stages once a day. */
export const WATCH_RULE = 'watch';
export const SCAN_RULE = 'scan';

/** A look that is due: where on the due index it stands. */
export interface Look {
  readonly at: string;
  readonly lane: 'sweep' | 'daily';
  readonly rule: string;
}

/** When a watch has to be looked at next, and by which rule; undefined if never. */
export function nextLook(watch: Watch): Look | undefined {
  const hourly = [watch.signUpSilentAt, watch.noRepeatAt, ...watch.unpaid.map(({ at }) => at)]
    .filter((at) => at !== undefined)
    .sort()[0];
  const daily = watch.nextMoveAt;
  if (hourly !== undefined && (daily === undefined || hourly < daily))
    return { at: hourly, lane: 'sweep', rule: WATCH_RULE };
  return daily === undefined ? undefined : { at: daily, lane: 'daily', rule: SCAN_RULE };
}

/** All ids under which runs of a member may be kept. */
export const idsOf = ({ memberId, formerIds = [] }: Pick<Watch, 'memberId' | 'formerIds'>): readonly string[] => [
  memberId,
  ...formerIds,
];

/** The watch with the ladder of a member who became its own: of the two silences, the later one is that of both. */
export function takeOver(watch: Watch, from: Watch): Watch {
  const winBack = [watch.winBack, from.winBack].filter((entry) => entry !== undefined).sort();
  return { ...watch, winBack: winBack.at(-1), formerIds: joinFormerIds(watch, from) };
}

/** A watch of a member nobody watched yet. */
export const newWatch = (memberId: string, day: string): Watch => ({
  memberId,
  stage: 'new',
  since: { day, phase: 'dawn' },
  unpaid: [],
  closed: [],
  version: 0,
});
