import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, addMonths, dayOf, startOfDay } from '../../../lambdas/kernel/calendar.ts';

/** From 12 hours behind UTC to 14 ahead, with odd offsets, and zones whose clocks skip or repeat midnight. */
const ZONES = [
  'Etc/GMT+12',
  'Pacific/Pago_Pago',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Santiago',
  'America/Havana',
  'America/Asuncion',
  'Atlantic/Azores',
  'UTC',
  'Europe/Berlin',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Tehran',
  'Asia/Kathmandu',
  'Asia/Shanghai',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Pacific/Kiritimati',
];

const zone = fc.constantFrom(...ZONES);
// Not before 2012: until then the clocks of St. John's went back at one minute past midnight, from one day to another.
const instantMs = fc.integer({ min: Date.UTC(2012, 0, 1), max: Date.UTC(2040, 0, 1) });
const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('1990-01-01', days));

test('whatever the instant and the zone, it lies between the start of its day and the start of the next', () => {
  fc.assert(
    fc.property(instantMs, zone, (at, timeZone) => {
      const today = dayOf(at, timeZone);
      expect(startOfDay(today, timeZone)).toBeLessThanOrEqual(at);
      expect(startOfDay(addDays(today, 1), timeZone)).toBeGreaterThan(at);
    }),
    { numRuns: 1_000 },
  );
});

test('around every change of the clocks the start of a day is its first instant', () => {
  for (const timeZone of ZONES) {
    for (let date = '2025-01-01'; date < '2026-01-01'; date = addDays(date, 1)) {
      const start = startOfDay(date, timeZone);
      expect([timeZone, dayOf(start - 1, timeZone), dayOf(start, timeZone)]).toEqual([
        timeZone,
        addDays(date, -1),
        date,
      ]);
    }
  }
});

test('adding days and taking them away again comes back to the same day', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: -5_000, max: 5_000 }), (date, days) => {
      expect(addDays(addDays(date, days), -days)).toBe(date);
    }),
  );
});

test('adding months lands in the month meant, never on a later day of the month than one started from', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: -240, max: 240 }), (date, months) => {
      const [year = 0, month = 0, dayOfMonth = 0] = date.split('-').map(Number);
      const [toYear = 0, toMonth = 0, toDay = 0] = addMonths(date, months).split('-').map(Number);
      expect(toYear * 12 + toMonth).toBe(year * 12 + month + months);
      expect(toDay).toBeLessThanOrEqual(dayOfMonth);
      expect(toDay).toBeGreaterThanOrEqual(Math.min(dayOfMonth, 28));
    }),
  );
});

test.each([
  { date: '2025-01-31', months: 1, expected: '2025-02-28' },
  { date: '2024-01-31', months: 1, expected: '2024-02-29' },
  { date: '2024-02-29', months: 12, expected: '2025-02-28' },
  { date: '2024-02-29', months: 48, expected: '2028-02-29' },
  { date: '2025-08-31', months: 1, expected: '2025-09-30' },
  { date: '2025-12-31', months: 2, expected: '2026-02-28' },
  { date: '2025-03-31', months: -1, expected: '2025-02-28' },
  { date: '2025-01-15', months: -1, expected: '2024-12-15' },
  { date: '2100-01-31', months: 1, expected: '2100-02-28' },
])('$date and $months months is $expected', ({ date, months, expected }) => {
  expect(addMonths(date, months)).toBe(expected);
});

test.each([
  { date: '2024-02-28', days: 1, expected: '2024-02-29' },
  { date: '2025-02-28', days: 1, expected: '2025-03-01' },
  { date: '2024-02-29', days: 365, expected: '2025-02-28' },
  { date: '2025-12-31', days: 1, expected: '2026-01-01' },
])('$date and $days days is $expected', ({ date, days, expected }) => {
  expect(addDays(date, days)).toBe(expected);
});

test.each([
  { zone: 'Etc/GMT+12', expected: '2025-06-30' },
  { zone: 'UTC', expected: '2025-06-30' },
  { zone: 'Asia/Shanghai', expected: '2025-07-01' },
  { zone: 'Pacific/Kiritimati', expected: '2025-07-01' },
])('a quarter to midnight of 30 June 2025 in UTC is $expected in $zone', ({ zone: timeZone, expected }) => {
  expect(dayOf(Date.parse('2025-06-30T23:45:00Z'), timeZone)).toBe(expected);
});

test('one instant has up to three dates on Earth', () => {
  const at = Date.parse('2025-12-31T11:30:00Z');
  expect(dayOf(at, 'Pacific/Kiritimati')).toBe('2026-01-01');
  expect(dayOf(at, 'UTC')).toBe('2025-12-31');
  expect(dayOf(at, 'Etc/GMT+12')).toBe('2025-12-30');
});

test.each([
  { zone: 'America/Sao_Paulo', date: '2018-11-04', start: '2018-11-04T03:00:00.000Z' },
  { zone: 'America/Santiago', date: '2025-09-07', start: '2025-09-07T04:00:00.000Z' },
  { zone: 'Africa/Cairo', date: '2025-04-25', start: '2025-04-24T22:00:00.000Z' },
  { zone: 'Asia/Beirut', date: '2025-03-30', start: '2025-03-29T22:00:00.000Z' },
])('$date has no midnight in $zone, and begins at one', ({ zone: timeZone, date, start }) => {
  expect(new Date(startOfDay(date, timeZone)).toISOString()).toBe(start);
});

test('a day whose midnight comes twice begins at the first', () => {
  expect(new Date(startOfDay('2025-11-02', 'America/Havana')).toISOString()).toBe('2025-11-02T04:00:00.000Z');
});

test('a day of 23, of 25 or of 23 and a half hours ends where the next begins', () => {
  const hours = (date: string, timeZone: string) =>
    (startOfDay(addDays(date, 1), timeZone) - startOfDay(date, timeZone)) / 3_600_000;
  expect(hours('2025-03-30', 'Europe/Berlin')).toBe(23);
  expect(hours('2025-10-26', 'Europe/Berlin')).toBe(25);
  expect(hours('2025-10-05', 'Australia/Lord_Howe')).toBe(23.5);
  expect(hours('2025-10-26', 'Asia/Shanghai')).toBe(24);
});

test('a day that a zone left out begins where the day after it does', () => {
  expect(startOfDay('2011-12-30', 'Pacific/Apia')).toBe(startOfDay('2011-12-31', 'Pacific/Apia'));
});
