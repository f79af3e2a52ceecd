import { addMonths, dayOf, startOfDay } from '../kernel/calendar.ts';
import type { Notice } from '../kernel/notice.ts';
import type { Balance } from './balance.ts';
import { statementNoticeId } from './entry-id.ts';

/** On which day of a month members are to be told of their points. */
export interface StatementSettings {
  readonly dayOfMonth: number;
}

/** When the next statement is due after an instant; ISO-8601 in UTC. */
export function nextStatementAt(now: Date, { dayOfMonth }: StatementSettings, timeZone: string): string {
  const thisMonth = statementDay(dayOf(now.getTime(), timeZone), dayOfMonth);
  const at = startAt(thisMonth, timeZone);
  return at > now.toISOString() ? at : startAt(statementDay(addMonths(thisMonth, 1), dayOfMonth), timeZone);
}

/**
 * The statement that has come due between two instants, the latest if there are several: nobody is told of months at
 * once. Whoever has no points is told nothing.
 */
export function statementDue(
  memberId: string,
  { active, pending }: Balance,
  { since, now }: { readonly since: string; readonly now: Date },
  { dayOfMonth }: StatementSettings,
  timeZone: string,
): Notice | undefined {
  const next = nextStatementAt(now, { dayOfMonth }, timeZone);
  const day = statementDay(addMonths(dayOf(Date.parse(next), timeZone), -1), dayOfMonth);
  const occurredAt = startAt(day, timeZone);
  if (occurredAt < since || active + pending === 0) return undefined;
  const month = addMonths(`${day.slice(0, 7)}-01`, -1).slice(0, 7);
  const data = { month, active, pending };
  return { memberId, noticeId: statementNoticeId(month), name: 'StatementDue', occurredAt, data };
}

const statementDay = (day: string, dayOfMonth: number): string =>
  `${day.slice(0, 7)}-${String(dayOfMonth).padStart(2, '0')}`;

const startAt = (day: string, timeZone: string): string => new Date(startOfDay(day, timeZone)).toISOString();
