import type { CareProgramme } from './care-schema.ts';
import type { Contradiction } from './programme-error.ts';

const DAY_HOURS = 24;

/** Where what a programme says of making good does not hold together; steps from `care`. */
export function findCareContradictions(care: CareProgramme, writesToMembers: boolean): Contradiction[] {
  const { compensation, followUpDays, windowDays } = care;
  const found: Contradiction[] = [];
  if (!writesToMembers) {
    found.push({ path: [], expected: 'outreach beside it: nobody hears an apology unless they are written to' });
  }
  if (followUpDays >= windowDays) {
    found.push({ path: ['followUpDays'], expected: `less than windowDays, which is ${windowDays}` });
  }
  if (compensation === undefined) return found;
  const { points, afterHours, budgetPointsPerMonth } = compensation;
  if (afterHours >= followUpDays * DAY_HOURS) {
    const expected = `less than ${followUpDays * DAY_HOURS}, when the member is asked`;
    found.push({ path: ['compensation', 'afterHours'], expected });
  }
  if (budgetPointsPerMonth > 0 && points > budgetPointsPerMonth) {
    const expected = `at most the month's budget, ${budgetPointsPerMonth}`;
    found.push({ path: ['compensation', 'points'], expected });
  }
  return found;
}
