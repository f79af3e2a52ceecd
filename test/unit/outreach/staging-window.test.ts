import fc from 'fast-check';
import { expect, test } from 'vitest';
import { announcesItself, windowsAhead } from '../../../lambdas/outreach/staging-window.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY = Date.parse('2026-06-10T00:00:00.000Z');

test('whatever is put off is announced by itself, or staged before its time by a sweep that may be late', () => {
  const lateness = fc.array(fc.integer({ min: 0, max: 14 * MINUTE_MS }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(
      lateness,
      fc.integer({ min: 0, max: 3 * HOUR_MS }),
      fc.integer({ min: 0, max: 3 * HOUR_MS }),
      (late, at, ahead) => {
        const [keptMs, dueAt] = [DAY + at, new Date(DAY + at + ahead).toISOString()];
        if (announcesItself(dueAt, new Date(keptMs))) return;
        const sweeps = late.map((ms, hour) => DAY + hour * HOUR_MS + ms).filter((ms) => ms >= keptMs);
        const windows = sweeps.flatMap((ms) => windowsAhead(new Date(ms)).slice(1));
        expect(windows.some(({ from, until, stagedAt }) => from <= dueAt && dueAt < until && stagedAt < dueAt)).toBe(
          true,
        );
      },
    ),
    { numRuns: 2_000 },
  );
});

test('what is overdue is looked at by every sweep', () => {
  const [overdue] = windowsAhead(new Date(DAY + HOUR_MS));
  expect(overdue).toMatchObject({ from: '1970-01-01T00:00:00.000Z', until: '2026-06-10T00:45:00.000Z' });
});
