import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minuteOf } from '../../../lambdas/kernel/calendar.ts';
import { allAwakeAt, type QuietHours, quietUntil } from '../../../lambdas/outreach/quiet-hours.ts';

const NIGHT: QuietHours = { from: '21:00', to: '08:00' };
const end = (now: string, zone: string, hours = NIGHT) => quietUntil(new Date(now), zone, hours)?.toISOString();

test.each([
  { now: '2026-06-01T12:59:00Z', zone: 'Asia/Shanghai', until: undefined },
  { now: '2026-06-01T13:00:00Z', zone: 'Asia/Shanghai', until: '2026-06-02T00:00:00.000Z' },
  { now: '2026-06-01T23:59:59.999Z', zone: 'Asia/Shanghai', until: '2026-06-02T00:00:00.000Z' },
  { now: '2026-06-02T00:00:00Z', zone: 'Asia/Shanghai', until: undefined },
  { now: '2026-06-01T12:00:00Z', zone: 'Etc/GMT+12', until: '2026-06-01T20:00:00.000Z' },
  { now: '2026-06-01T12:00:00Z', zone: 'Pacific/Kiritimati', until: '2026-06-01T18:00:00.000Z' },
  { now: '2026-06-01T20:00:00Z', zone: 'Asia/Kathmandu', until: '2026-06-02T02:15:00.000Z' },
])('at $now in $zone quiet hours end at $until', ({ now, zone, until }) => {
  expect(end(now, zone)).toBe(until);
});

test('the night in which clocks go forward is an hour shorter, and the one in which they go back an hour longer', () => {
  expect(end('2026-03-28T22:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T06:00:00.000Z');
  expect(end('2026-10-24T22:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T07:00:00.000Z');
});

test('an end that the clocks skip is over when the gap is, and one that they show twice comes with the first', () => {
  expect(end('2026-03-29T00:30:00Z', 'Europe/Berlin', { from: '00:00', to: '02:30' })).toBe('2026-03-29T01:00:00.000Z');
  expect(end('2026-10-25T00:10:00Z', 'Europe/Berlin', { from: '00:00', to: '02:30' })).toBe('2026-10-25T00:30:00.000Z');
});

const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'Antarctica/Troll',
];

test('in whatever zone and night, every minute before the end is quiet, and the end is not', () => {
  const clock = fc
    .tuple(fc.nat({ max: 23 }), fc.nat({ max: 59 }))
    .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({
        min: Date.parse('2026-01-01T00:00:00Z') / 60_000,
        max: Date.parse('2027-01-01T00:00:00Z') / 60_000,
      }),
      fc.tuple(clock, clock).filter(([from, to]) => from !== to),
      (zone, minute, [from, to]) => {
        const isQuiet = (at: number) => {
          const shown = minuteOf(at * 60_000, zone).slice(11);
          return from < to ? shown >= from && shown < to : shown >= from || shown < to;
        };
        const until = quietUntil(new Date(minute * 60_000), zone, { from, to });
        expect(until !== undefined).toBe(isQuiet(minute));
        if (until === undefined) return;
        const ends = until.getTime() / 60_000;
        expect(isQuiet(ends)).toBe(false);
        for (let at = minute; at < ends; at += 1) if (!isQuiet(at)) throw new Error(`awake at ${at} before ${ends}`);
      },
    ),
    { numRuns: 60 },
  );
});

test('of whoever lives in no known zone all of the programme have to be awake', () => {
  const zones = ['Asia/Shanghai', 'Europe/Berlin'];
  const at = (now: string) => {
    const awake = allAwakeAt(new Date(now), zones, NIGHT);
    return awake instanceof Date ? awake.toISOString() : awake;
  };
  expect(at('2026-06-01T06:00:00Z')).toBeUndefined();
  expect(at('2026-06-01T01:00:00Z')).toBe('2026-06-01T06:00:00.000Z');
  expect(at('2026-06-01T14:00:00Z')).toBe('2026-06-02T06:00:00.000Z');
});

test('zones that are never awake together are told so', () => {
  const hours = { from: '12:00', to: '08:00' };
  expect(
    allAwakeAt(new Date('2026-06-01T00:00:00Z'), ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin'], hours),
  ).toBe('NEVER');
});
