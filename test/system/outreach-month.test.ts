import { describe, expect, test } from 'vitest';
import { findViolations, kindOf, type Violation } from './outreach-month/check-sends.ts';
import type { MessageClass } from './outreach-month/message-kinds.ts';
import { Month } from './outreach-month/month.ts';
import { readSendLog, type Send } from './outreach-month/send-log.ts';
import { Shop, startSystem } from './shop.ts';

const HOUR_MS = 3_600_000;
/** A day around one change of the clocks in spring and one in autumn, with a member in each place; or two whole months of all changes, with several. */
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

describe.concurrent('members of all zones', { timeout: IS_FULL ? FULL_TIMEOUT_MS : TIMEOUT_MS }, () => {
  test.each(IS_FULL ? MONTHS : DAYS)('$name: nobody gets what is not due to them, or twice', async (stretch) => {
    const { month, log, asked } = await live(stretch);
    expect(findViolations(log, month.book).map(tell)).toEqual([]);

    // That nothing is wrong says something only if much was there to go wrong.
    const reached = new Set(log.map(({ to }) => month.book.personOf(to)?.memberId));
    expect(reached.size).toBeGreaterThan(0.75 * month.lives.length);
    const classes = countClasses(log);
    expect(Math.min(classes.transactional, classes.service, classes.marketing)).toBeGreaterThan(10);
    expect(log.length).toBeLessThan(asked);
    expect(month.leavings.length).toBeGreaterThan(2);
    for (const { to, order } of month.leavings) expect(log).not.toContainEqual(offerOf(to, order));

    expectToFindFaults(log, month);
  });
});

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
      membersPerPlace: IS_FULL ? 3 : 1,
      birthdays: [until.slice(5, 10)],
    });
    await month.open();
    await month.play(fromMs, untilMs);
    await month.close();
    return { month, log: await readSendLog(shop.system.sending.inbox), asked: month.orders * 5 };
  } finally {
    await shop.close();
  }
}

/** Readable where a test fails. */
const tell = ({ rule, send, detail }: Violation) =>
  `${rule} ${new Date(send.atMs).toISOString()} ${send.to} "${send.subject}": ${detail}`;

const offerOf = (to: string, order: string) => expect.objectContaining({ to, order, subject: `offer-mail ${order}` });

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
