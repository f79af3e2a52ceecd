import { addDays, dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { mergeShards, type ScanReport } from './scan-report.ts';
import type { ScanReportStore } from './scan-report-store.ts';

/** Days that one answer tells of, and as many as are told of unless somebody asks otherwise. */
const DAYS_MAX = 400;
const DAYS = 30;

export interface ScanRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What the daily scans did, the latest first. */
export const createListScans =
  (reports: Pick<ScanReportStore, 'reports'>, clock: Clock, timeZone: string) =>
  async ({
    from,
    to,
  }: ScanRange): Promise<
    Result<
      { readonly from: string; readonly to: string; readonly scans: readonly ScanReport[] },
      { readonly code: 'RANGE_INVALID'; readonly expected: string; readonly given: string }
    >
  > => {
    const last = to ?? dayOf(clock().getTime(), timeZone);
    const first = from ?? addDays(last, 1 - DAYS);
    if (first > last || addDays(first, DAYS_MAX) <= last) {
      const expected = `from at or before to, at most ${DAYS_MAX} days`;
      return refuse({ code: 'RANGE_INVALID', expected, given: `${first} to ${last}` });
    }
    return ok({ from: first, to: last, scans: mergeShards(await reports.reports(first, last)) });
  };
