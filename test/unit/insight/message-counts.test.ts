import { expect, test } from 'vitest';
import { Figures } from '../../../lambdas/insight/figures.ts';
import { itemCounts } from '../../../lambdas/insight/item-counts.ts';
import { MESSAGE_COLUMNS, messageRows, reportMessages } from '../../../lambdas/insight/message-report.ts';

const countsOf = (item: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    itemCounts(item, 'Asia/Shanghai', (error) => {
      throw error;
    }),
  );
const SENT = {
  entityType: 'Message',
  messageId: 'welcome',
  channel: 'email',
  status: 'SENT',
  decidedAt: '2026-06-10T15:00:00.000Z',
  // Eight hours later it is the next day in the programme's zone.
  sentAt: '2026-06-10T16:30:00.000Z',
};
const CREDIT = {
  entityType: 'OrderCredit',
  messageId: 'welcome',
  channel: 'email',
  sentAt: SENT.sentAt,
  paidMinor: 12_850,
};
const HEARD_AT = '2026-06-12T01:00:00.000Z';

test('a message counts on the day that it was sent, for what became of it, whenever that was heard', () => {
  expect(countsOf({ ...SENT, deliveredAt: HEARD_AT, openedAt: HEARD_AT, clickedAt: HEARD_AT })).toEqual({
    'messages#2026-06#11#welcome#email#sent': 1,
    'messages#2026-06#11#welcome#email#delivered': 1,
    'messages#2026-06#11#welcome#email#opened': 1,
    'messages#2026-06#11#welcome#email#clicked': 1,
    'sends#2026-06#11#email#delivered': 1,
    'sends#2026-06#11#email#clicked': 1,
  });
});

test.each([
  [{ status: 'UNKNOWN' }, 'unknown'],
  [{ status: 'SENT', rejectedAt: HEARD_AT }, 'failed'],
  [{ status: 'FAILED' }, 'failed'],
  [{ status: 'SUPPRESSED' }, 'suppressed'],
])('%j counts as %s', (changes, figure) => {
  expect(countsOf({ ...SENT, ...changes })).toEqual({ [`messages#2026-06#11#welcome#email#${figure}`]: 1 });
});

test('what waits, and what only feedback is known of, counts for nothing', () => {
  expect(countsOf({ ...SENT, status: 'WAITING' })).toEqual({});
  expect(countsOf({ entityType: 'Message', memberId: 'm-1', deliveredAt: HEARD_AT })).toEqual({});
});

test('a message that was not sent counts on the day that it was decided', () => {
  const { sentAt: _, ...decided } = SENT;
  expect(Object.keys(countsOf({ ...decided, status: 'SUPPRESSED' }))).toEqual([
    'messages#2026-06#10#welcome#email#suppressed',
  ]);
});

test('an order counts for its message less what came back, and not at all once it came back whole', () => {
  const of = (returns: object) => countsOf({ ...CREDIT, ...returns });
  const day = 'messages#2026-06#11#welcome#email';
  expect(of({})).toEqual({ [`${day}#orders`]: 1, [`${day}#revenueMinor`]: 12_850 });
  const part = { 'return R#1': { returnedMinor: 2_850, isWhole: false } };
  expect(of(part)).toEqual({ [`${day}#orders`]: 1, [`${day}#revenueMinor`]: 10_000 });
  expect(of({ ...part, 'return R#2': { returnedMinor: 10_000, isWhole: true } })).toEqual({});
  expect(countsOf({ entityType: 'OrderCredit', ...part })).toEqual({});
});

test('the report tells of each message and channel, by period and in all', () => {
  const figures = new Figures([
    {
      name: 'messages',
      period: '2026-06',
      figures: new Map([
        ['10#welcome#email#sent', 4],
        ['10#welcome#email#delivered', 4],
        ['11#welcome#email#clicked', 1],
        ['12#welcome#email#orders', 1],
        ['12#welcome#email#revenueMinor', 500],
        ['11#back#sms#sent', 2],
      ]),
    },
  ]);
  const day = (date: string) => ({ period: date, from: date, to: date });
  const periods = [day('2026-06-10'), day('2026-06-11'), day('2026-06-12')];
  const [back, welcome] = reportMessages(figures, periods);
  expect(back).toMatchObject({ messageId: 'back', channel: 'sms', total: { sent: 2, clickRate: null } });
  expect(welcome?.periods.map(({ sent, clicked, orders }) => [sent, clicked, orders])).toEqual([
    [4, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
  expect(welcome?.total).toMatchObject({
    ...{ from: '2026-06-10', to: '2026-06-12', sent: 4, revenueMinor: 500, clickRate: 0.25, conversionRate: 1 },
  });
  const rows = messageRows([back, welcome].flatMap((each) => each ?? []));
  expect(rows).toHaveLength(6);
  expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([MESSAGE_COLUMNS.length]));
});
