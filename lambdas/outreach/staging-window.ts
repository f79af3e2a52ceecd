/** A stretch of time in which messages are due: ISO-8601 in UTC, `[from, until)`. */
export interface StagingWindow {
  readonly from: string;
  readonly until: string;
  /** When it is staged. */
  readonly stagedAt: string;
}

const MINUTE_MS = 60_000;
/** So long before they are due messages are decided on, rendered, and given their seconds. */
const STAGED_BEFORE_MS = 30 * MINUTE_MS;
const WINDOW_MS = 15 * MINUTE_MS;
const SWEEP_EVERY_MS = 60 * MINUTE_MS;
/** What a sweep looks at: from what the one before has staged, to what the next one is in time for. */
const SEEN_AHEAD_MS = STAGED_BEFORE_MS + SWEEP_EVERY_MS + WINDOW_MS;
/** What is due for so long was announced, and the announcement was lost. */
const OVERDUE_MS = 15 * MINUTE_MS;

/** Whether a message comes due before a sweep is sure to see it in time. */
export const announcesItself = (dueAt: string, now: Date): boolean => Date.parse(dueAt) < now.getTime() + SEEN_AHEAD_MS;

/**
 * What a sweep has to look at: everything that is overdue, and what is due in the hour that begins in thirty minutes. Windows
 * begin at whole quarters of an hour and reach one further than the next sweep, so that none that is a little late leaves
 * anything out; what two of them see is sent once.
 */
export function windowsAhead(now: Date): readonly StagingWindow[] {
  const at = (ms: number) => new Date(ms).toISOString();
  const start = Math.floor(now.getTime() / WINDOW_MS) * WINDOW_MS + STAGED_BEFORE_MS;
  const windows = Array.from({ length: SWEEP_EVERY_MS / WINDOW_MS + 1 }, (_, index) => {
    const from = start + index * WINDOW_MS;
    return { from: at(from), until: at(from + WINDOW_MS), stagedAt: at(from - STAGED_BEFORE_MS) };
  });
  return [{ from: at(0), until: at(now.getTime() - OVERDUE_MS), stagedAt: at(now.getTime()) }, ...windows];
}
