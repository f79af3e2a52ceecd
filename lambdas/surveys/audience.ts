import { STAGES, type Stage } from '../../programmes/stage.ts';
import type { SurveyBody } from '../../programmes/survey-schema.ts';

/** What decides whether a member can be asked. Instants are ISO-8601 in UTC. */
export interface KnownMember {
  readonly memberId: string;
  /** Whether the member wants to be asked, and has an address that takes e-mails. */
  readonly isReachable: boolean;
  readonly lastSeenAt?: string | undefined;
  readonly tier?: string | undefined;
  readonly askedLast?: { readonly run: string; readonly askedAt: string } | undefined;
}

const DAY_MS = 86_400_000;
const daysBefore = (instant: string, days: number): string =>
  new Date(Date.parse(instant) - days * DAY_MS).toISOString();

/** Who was asked anything after that instant is not asked again. */
export const coolsAfter = ({ cooldownDays }: Pick<SurveyBody, 'cooldownDays'>, startedAt: string): string =>
  daysBefore(startedAt, cooldownDays);

export const stagesOf = ({ audience }: Pick<SurveyBody, 'audience'>): readonly Stage[] =>
  STAGES.filter((stage) => audience.stages?.includes(stage) ?? true);

/**
 * Whether a member of a stage that is asked can be asked in a run. Of who was asked in it already the answer is what it
 * was: so whoever goes through the members again decides as before.
 * @param startedAt when the run began, by which all of it is decided
 */
export function canBeAsked(
  { isReachable, lastSeenAt, tier, askedLast }: KnownMember,
  survey: Pick<SurveyBody, 'audience' | 'cooldownDays'>,
  run: string,
  startedAt: string,
): boolean {
  if (askedLast?.run === run) return true;
  if (!isReachable) return false;
  const { tiers, activeWithinDays } = survey.audience;
  if (askedLast !== undefined && askedLast.askedAt > coolsAfter(survey, startedAt)) return false;
  if (tiers !== undefined && (tier === undefined || !tiers.includes(tier))) return false;
  if (activeWithinDays === undefined) return true;
  return lastSeenAt !== undefined && lastSeenAt >= daysBefore(startedAt, activeWithinDays);
}
