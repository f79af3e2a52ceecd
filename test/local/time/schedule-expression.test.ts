import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextFire } from '../../../local/time/schedule-expression.ts';

const HOUR_MS = 3_600_000;
const ms = (iso: string) => Date.parse(iso);

/** The next firings as ISO instants, to the minute. */
function firings(expression: string, timeZone: string, after: string, count: number): string[] {
  const found: string[] = [];
  let afterMs = ms(after);
  while (found.length < count) {
    const nextMs = nextFire(expression, timeZone, afterMs, 0);
    if (nextMs === undefined) break;
    found.push(`${new Date(nextMs).toISOString().slice(0, 16)}Z`);
    afterMs = nextMs;
  }
  return found;
}

const zone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
);
const instant = fc.integer({ min: ms('2024-01-01T00:00:00Z'), max: ms('2030-01-01T00:00:00Z') });

function wallParts(instantMs: number, timeZone: string): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return Object.fromEntries(format.formatToParts(instantMs).map(({ type, value }) => [type, value]));
}

test('in every zone, what is next lies strictly after, shows the time asked for, and leaves none out between', () => {
  fc.assert(
    fc.property(
      zone,
      instant,
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
      (timeZone, afterMs, hour, minute) => {
        const nextMs = nextFire(`cron(${minute} ${hour} * * ? *)`, timeZone, afterMs, 0) ?? 0;
        expect(nextMs).toBeGreaterThan(afterMs);
        // Twice a day and a half: once for the day itself, once for a day on which the clocks skip the time.
        expect(nextMs - afterMs).toBeLessThanOrEqual(50 * HOUR_MS);
        const shown = wallParts(nextMs, timeZone);
        expect([Number(shown['hour']), Number(shown['minute']), Number(shown['second'])]).toEqual([hour, minute, 0]);
        expect(nextFire(`cron(${minute} ${hour} * * ? *)`, timeZone, nextMs - 1, 0)).toBe(nextMs);
      },
    ),
    { numRuns: 200 },
  );
});

test('each local time fires at most once, also where the clocks show it twice', () => {
  fc.assert(
    fc.property(zone, instant, (timeZone, startMs) => {
      const shown = new Set<string>();
      let afterMs = startMs;
      for (let count = 0; count < 40; count += 1) {
        afterMs = nextFire('cron(0/30 * * * ? *)', timeZone, afterMs, 0) ?? Number.NaN;
        const text = JSON.stringify(wallParts(afterMs, timeZone));
        expect(shown.has(text)).toBe(false);
        shown.add(text);
      }
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['cron(15 3 * * ? *)', 'the same minute of every day', ['2026-03-10T03:15Z', '2026-03-11T03:15Z']],
  ['cron(0/20 10 * * ? *)', 'a step from a number', ['2026-03-10T10:00Z', '2026-03-10T10:20Z', '2026-03-10T10:40Z']],
  ['cron(0 9 ? * MON-FRI *)', 'names of days', ['2026-03-10T09:00Z', '2026-03-11T09:00Z']],
  ['cron(0 9 ? * 1 *)', '1 is Sunday', ['2026-03-15T09:00Z', '2026-03-22T09:00Z']],
  ['cron(0 9 ? * 7 *)', '7 is Saturday', ['2026-03-14T09:00Z', '2026-03-21T09:00Z']],
  ['cron(0 9 ? * L *)', 'the last day of the week is Saturday', ['2026-03-14T09:00Z', '2026-03-21T09:00Z']],
  ['cron(0 9 ? * 6L *)', 'the last Friday of the month', ['2026-03-27T09:00Z', '2026-04-24T09:00Z']],
  ['cron(0 9 ? * 3#2 *)', 'the second Tuesday of the month', ['2026-03-10T09:00Z', '2026-04-14T09:00Z']],
  ['cron(0 9 L * ? *)', 'the last day of the month', ['2026-03-31T09:00Z', '2026-04-30T09:00Z']],
  ['cron(0 9 15W * ? *)', 'the weekday nearest to the 15th', ['2026-03-16T09:00Z', '2026-04-15T09:00Z']],
  ['cron(0 9 1 JAN,JUL ? *)', 'names of months', ['2026-07-01T09:00Z', '2027-01-01T09:00Z']],
  ['cron(0 9 1 1/3 ? 2026-2027)', 'a quarter, in two years', ['2026-04-01T09:00Z', '2026-07-01T09:00Z']],
  ['cron(0 9 29 2 ? *)', 'a leap day', ['2028-02-29T09:00Z', '2032-02-29T09:00Z']],
])('%s: %s', (expression, _, expected) => {
  expect(firings(expression, 'UTC', '2026-03-10T00:00:00Z', expected.length)).toEqual(expected);
});

test('a time that the clocks skip in spring does not fire on that day', () => {
  const days = firings('cron(30 2 * * ? *)', 'Europe/Berlin', '2026-03-28T00:00:00Z', 3);
  expect(days).toEqual(['2026-03-28T01:30Z', '2026-03-30T00:30Z', '2026-03-31T00:30Z']);
});

test('a time that the clocks show twice in autumn fires once, the first time', () => {
  const days = firings('cron(30 2 * * ? *)', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2);
  expect(days).toEqual(['2026-10-25T00:30Z', '2026-10-26T01:30Z']);
});

test('an hourly schedule leaves out the hour that is shown again in autumn, also when asked within it', () => {
  const after = '2026-10-24T23:30:00Z';
  expect(firings('cron(0 * * * ? *)', 'Europe/Berlin', after, 3)).toEqual([
    '2026-10-25T00:00Z',
    '2026-10-25T02:00Z',
    '2026-10-25T03:00Z',
  ]);
  expect(firings('cron(0 * * * ? *)', 'Europe/Berlin', '2026-10-25T01:10:00Z', 1)).toEqual(['2026-10-25T02:00Z']);
});

test('what lies in the past only, or is always skipped, never fires', () => {
  expect(nextFire('cron(0 9 1 1 ? 2020)', 'UTC', ms('2026-01-01T00:00:00Z'), 0)).toBeUndefined();
  expect(nextFire('cron(0 9 31 2 ? *)', 'UTC', ms('2026-01-01T00:00:00Z'), 0)).toBeUndefined();
  expect(nextFire('at(2020-01-01T00:00:00)', 'UTC', ms('2026-01-01T00:00:00Z'), 0)).toBeUndefined();
  expect(nextFire('at(2026-03-29T02:30:00)', 'Europe/Berlin', ms('2026-01-01T00:00:00Z'), 0)).toBeUndefined();
});

test('at fires once, in its zone', () => {
  const dueMs = ms('2026-07-01T07:00:00Z');
  expect(nextFire('at(2026-07-01T09:00:00)', 'Europe/Berlin', dueMs - 1, 0)).toBe(dueMs);
  expect(nextFire('at(2026-07-01T09:00:00)', 'Europe/Berlin', dueMs, 0)).toBeUndefined();
});

test('a rate counts equal steps from its start, whatever the zone', () => {
  fc.assert(
    fc.property(
      zone,
      instant,
      fc.integer({ min: -10_000, max: 10_000_000 }),
      fc.integer({ min: 1, max: 90 }),
      (timeZone, startMs, laterMs, minutes) => {
        const nextMs = nextFire(`rate(${minutes} minutes)`, timeZone, startMs + laterMs, startMs) ?? Number.NaN;
        const stepMs = minutes * 60_000;
        expect(nextMs).toBeGreaterThan(startMs + laterMs);
        expect((nextMs - startMs) % stepMs).toBe(0);
        if (laterMs >= 0) expect(nextMs - (startMs + laterMs)).toBeLessThanOrEqual(stepMs);
        else expect(nextMs).toBe(startMs);
      },
    ),
  );
  const startMs = ms('2026-03-28T12:00:00Z');
  // A day is 24 hours, also when the clocks change within it.
  expect(nextFire('rate(1 day)', 'Europe/Berlin', startMs, startMs)).toBe(startMs + 24 * HOUR_MS);
});

test.each([
  'every hour',
  'cron(0 9 * * *)',
  'cron(0 9 * * * *)',
  'cron(0 9 ? * ? *)',
  'cron(60 9 * * ? *)',
  'cron(0 24 * * ? *)',
  'cron(0 9 32 * ? *)',
  'cron(0 9 * 13 ? *)',
  'cron(0 9 ? * 8 *)',
  'cron(0 9 ? * 0 *)',
  'cron(0 9 ? * MOO *)',
  'cron(0 9 ? * 2#6 *)',
  'cron(0/0 9 * * ? *)',
  'cron(0 9 * * ? 1969)',
  'cron(0 17-9 * * ? *)',
  'rate(0 minutes)',
  'rate(5 weeks)',
  'rate(1.5 hours)',
  'at(2026-13-01T00:00:00)',
  'at(2026-01-01)',
])('the bad expression %s is named and refused', (expression) => {
  expect(() => nextFire(expression, 'UTC', 0, 0)).toThrow(expression);
});

test('a zone that does not exist is named and refused', () => {
  expect(() => nextFire('cron(0 9 * * ? *)', 'Europe/Atlantis', 0, 0)).toThrow('Europe/Atlantis');
});
