import { describe, expect, test } from 'vitest';
import { findViolations, kindOf, type Violation } from './outreach-month/check-sends.ts';
import { localTimeOf } from './outreach-month/local-time.ts';
import { type MessageClass, OWN_KINDS } from './outreach-month/message-kinds.ts';
import { type Leaving, Month } from './outreach-month/month.ts';
import { PLACES, type Place } from './outreach-month/places.ts';
import { readSendLog, type Send } from './outreach-month/send-log.ts';
import { Shop, startSystem } from './shop.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** The days around each change of the clocks with a member in each place; or two whole months, with two. */
const IS_FULL = process.env['HOLDFAST_FULL'] === '1';
const FULL_TIMEOUT_MS = 6 * HOUR_MS;
const TIMEOUT_MS = 300_000;

const DAYS = [
  { name: 'Europe moves its clocks forward', from: '2026-03-28T14:00Z', until: '2026-03-29T20:00Z' },
  { name: 'America moves its clocks back', from: '2026-10-31T20:00Z', until: '2026-11-02T02:00Z' },
];
const MONTHS = [
  {
    name: 'a month in which America, Europe and Australia change',
    from: '2026-03-06T00:00Z',
    until: '2026-04-07T00:00Z',
  },
  { name: 'a month in which they change back', from: '2026-10-02T00:00Z', until: '2026-11-03T00:00Z' },
];

const STRETCHES = IS_FULL ? MONTHS : DAYS;

describe.concurrent('members of all zones', { timeout: IS_FULL ? FULL_TIMEOUT_MS : TIMEOUT_MS }, () => {
  test.each(STRETCHES)('$name: nobody gets what is not due to them, or twice', async (stretch) => {
    const { month, log, asked } = await live(stretch);
    expect(findViolations(log, month.book).map(tell)).toEqual([]);

    // That nothing is wrong says something only if much was there to go wrong.
    const reached = new Set(log.map(({ to }) => month.book.personOf(to)?.memberId));
    expect(reached.size).toBeGreaterThan(0.75 * month.lives.length);
    const classes = countClasses(log);
    expect(Math.min(classes.transactional, classes.service, classes.marketing)).toBeGreaterThan(5);
    expect(log.length).toBeLessThan(asked);
    expect(log.filter((send) => hasMoved(send, month)).length).toBeGreaterThan(5);
    expect(month.leavings.length).toBeGreaterThan(2);
    expect(log.filter((send) => month.leavings.some((leaving) => isOfferAfter(send, leaving)))).toEqual([]);

    expectToFindFaults(log, month);
  });
});

/** Those whose clocks are moved in that time, and of the others every second: in a season each is among them. */
function somePlaces(fromMs: number, untilMs: number): readonly Place[] {
  const isFirst = STRETCHES.findIndex(({ from }) => Date.parse(from) === fromMs) % 2 === 0;
  return PLACES.filter(
    ({ zones }, index) => zones.some((zone) => isMoved(zone, fromMs, untilMs)) || (index % 2 === 0) === isFirst,
  );
}

function isMoved(zone: string, fromMs: number, untilMs: number): boolean {
  const shown = (atMs: number) => {
    const { day, minute } = localTimeOf(atMs, zone);
    return day * DAY_MINUTES + minute;
  };
  return (shown(untilMs) - shown(fromMs)) * MINUTE_MS !== untilMs - fromMs;
}

interface Lived {
  readonly month: Month;
  readonly log: readonly Send[];
  /** How many messages the orders alone ask for. */
  readonly asked: number;
}

async function live({ from, until }: { from: string; until: string }): Promise<Lived> {
  const [fromMs, untilMs] = [Date.parse(from), Date.parse(until)];
  const shop = new Shop(await startSystem({ startAtMs: fromMs - HOUR_MS }));
  try {
    const month = new Month(shop, {
      seed: fromMs,
      hours: (untilMs - fromMs) / HOUR_MS,
      places: IS_FULL ? [...PLACES, ...PLACES] : somePlaces(fromMs, untilMs),
      birthdays: [until.slice(5, 10)],
    });
    await month.open();
    await month.play(fromMs, untilMs);
    await month.close();
    return { month, log: await readSendLog(shop.system.sending.inbox), asked: month.orders * (OWN_KINDS.length + 1) };
  } finally {
    await shop.close();
  }
}

/** Readable where a test fails. */
const tell = ({ rule, send, detail }: Violation) =>
  `${rule} ${new Date(send.atMs).toISOString()} ${send.to} "${send.subject}": ${detail}`;

/** Nobody who took a consent back in the night gets the offer that waited for the morning. */
const isOfferAfter = (send: Send, { to, order }: Leaving) =>
  send.to === to && send.order === order && kindOf(send)?.topic === 'offers';

function hasMoved({ to, atMs }: Send, { book }: Month): boolean {
  const person = book.personOf(to);
  return person !== undefined && !book.placesOf(person, atMs).includes(person.place);
}

function countClasses(log: readonly Send[]): Record<MessageClass, number> {
  const counts = { transactional: 0, service: 0, marketing: 0 };
  for (const send of log) {
    const kind = kindOf(send);
    if (kind !== undefined) counts[kind.class] += 1;
  }
  return counts;
}

/** The same log by books that tell otherwise, and a log in which all arrived once more: each check finds it. */
function expectToFindFaults(log: readonly Send[], { book, lives }: Month): void {
  const rulesFound = (sends: readonly Send[]) => new Set(findViolations(sends, book).map(({ rule }) => rule));
  const again = log.flatMap((send) => [send, { ...send, atMs: send.atMs + HOUR_MS }]);
  expect([...rulesFound(again.sort((a, b) => a.atMs - b.atMs))]).toEqual(
    expect.arrayContaining(['TWICE', 'CAP', 'GAP']),
  );
  for (const { person } of lives) book.add({ ...person, place: { ...person.place, zones: ['Pacific/Kiritimati'] } });
  expect(rulesFound(log)).toContain('QUIET_HOURS');
  for (const { person } of lives) {
    book.suppress(person.email, 0);
    book.say(person.memberId, { channel: 'email', topic: 'offers', status: 'WITHDRAWN', atMs: 0 });
  }
  expect([...rulesFound(log)]).toEqual(expect.arrayContaining(['NO_CONSENT', 'SUPPRESSED']));
  expect(rulesFound([{ channel: 'email', to: 'nobody@mail.example', atMs: 0, subject: '', order: '' }])).toEqual(
    new Set(['STRANGER']),
  );
}
