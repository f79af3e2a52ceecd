import { decideStep } from '../../../lambdas/churn/run-step.ts';
import { enterRun, type Run } from '../../../lambdas/churn/win-back.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { ENTERED, ENTRY, LADDER } from './ladder.ts';
import { noonOf } from './watching.ts';

/** Days, and what of them is looked at, counted from that of coming on the ladder. */
export const dayAt = (offset: number): string => addDays(ENTERED, offset);
export const noonAt = (offset: number): Date => new Date(noonOf(dayAt(offset)));
/** Midnight in the programme's zone is 16:00 of the day before in UTC. */
export const dawnAt = (offset: number): string => `${dayAt(offset - 1)}T16:00:00.000Z`;

/** What is known of orders of a member who has not come back. */
export const SILENT = { orderDays: [ENTRY] };

export const entered = (group: Run['group'] = 'treated', ladder = LADDER): Run =>
  enterRun('m-1', ENTRY, { group, stage: 'dormant', day: ENTERED, now: noonAt(0) }, ladder);

/** The run after each of some days at noon, the budget having what is asked of it. */
export function climb(run: Run, offsets: readonly number[], ladder = LADDER): Run {
  return offsets.reduce((now, offset) => {
    const step = decideStep(now, SILENT, ladder, noonAt(offset));
    return step.kind === 'GRANT' ? decideStep(step.next, SILENT, ladder, noonAt(offset)).next : step.next;
  }, run);
}
