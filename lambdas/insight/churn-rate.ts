import { STAGES } from '../../programmes/stage.ts';
import { addDays } from '../kernel/calendar.ts';
import type { Figures } from './figures.ts';
import type { ReportPeriod } from './reporting-period.ts';

/** Members known by the end of a day: all of them less those who came after it. */
export const knownBy = (figures: Figures, day: string): number =>
  figures.of('members', 'all', 'known') - figures.sumAfter('members', 'known', day);

/**
 * Members who were churned at the end of a day: those of now, less who became it after that day, more who left it after,
 * by a purchase or by being merged into another. Whoever was found churned has been since before.
 */
export const churnedBy = (figures: Figures, day: string): number =>
  figures.of('stages', 'all', 'churned') -
  figures.sumAfter('stages', 'to#churned', day) +
  figures.sumAfter('stages', 'from#churned', day);

/**
 * Members who became churned in a period, over those who were not at its start. Members of the past whose stage was found
 * only after the period were not watched in it, and are left out: else a shop would seem to have lost nobody before it
 * moved in. Who was watched, and is found churned by orders of long ago or by being merged with one who was, did not become
 * it in the period in which that is told: such moves are left out of the numerator. What was decided of past days stays.
 */
export function churnRate(figures: Figures, period: Pick<ReportPeriod, 'from' | 'to'>) {
  const dayBefore = addDays(period.from, -1);
  const unwatched = STAGES.filter((stage) => stage !== 'churned').reduce(
    (sum, stage) => sum + figures.sumAfter('stages', `imported#${stage}`, period.to),
    0,
  );
  return {
    numerator: figures.sum('stages', 'to#churned', period) - figures.sum('stages', 'late#churned', period),
    denominator: Math.max(0, knownBy(figures, dayBefore) - churnedBy(figures, dayBefore) - unwatched),
  };
}
