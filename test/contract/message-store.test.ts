import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { countFeedback, createChannelStore } from '../../lambdas/outreach/channel-store.ts';
import { createMessageStore, type MessageStore } from '../../lambdas/outreach/message-store.ts';
import type { KeptMessage } from '../../lambdas/outreach/sent-message.ts';
import { startTable, type TestTable } from './engine.ts';

let table: TestTable;
let messages: MessageStore;

beforeAll(async () => {
  table = await startTable();
  messages = createMessageStore(table, createItemReader(table), 1);
});
afterAll(() => table.stop());

const at = (hour: number) => `2026-06-10T${String(hour).padStart(2, '0')}:00:00.000Z`;
const messageOf = (memberId: string, changes: Partial<KeptMessage> = {}): KeptMessage => ({
  memberId,
  messageKey: `${at(1)}#points-expiring#0123456789ab`,
  messageId: 'points-expiring',
  definitionVersion: 2,
  channel: 'email',
  topic: 'account',
  class: 'service',
  status: 'SENT',
  verdict: { kind: 'SEND' },
  decidedAt: at(2),
  occurredAt: at(1),
  entry: 'event-1',
  validUntil: at(23),
  ...changes,
});
const waitingOf = (memberId: string, changes: Partial<KeptMessage> = {}): KeptMessage =>
  messageOf(memberId, {
    status: 'WAITING',
    verdict: { kind: 'DEFER', until: at(5), rule: 'QUIET_HOURS' },
    data: { points: 200, expiryDay: '2026-07-01' },
    dueAt: at(5),
    ...changes,
  });
const sentOf = (memberId: string, changes: Partial<KeptMessage> = {}) =>
  messageOf(memberId, { sentAt: at(6), providerId: `p-${memberId}`, ...changes });
const kept = (memberId: string, { messageKey } = messageOf(memberId)) => messages.message(memberId, messageKey);
const itemOf = async (memberId: string) =>
  (
    await table.client.send(
      new GetCommand({
        TableName: table.name,
        Key: { ...keys.message(memberId, messageOf(memberId).messageKey) },
        ConsistentRead: true,
      }),
    )
  ).Item;

test('nothing is known of a message before it is kept', async () => {
  expect(await kept('nobody')).toBeUndefined();
  expect((await messages.messages('nobody', 10)).items).toEqual([]);
});

test('a waiting message is read back as it was, and stands where the sweep looks', async () => {
  const waiting = waitingOf('waits', { attempts: 2, firstAttemptAt: at(3) });
  expect(await messages.keep(waiting)).toBe('KEPT');
  expect(await kept('waits')).toMatchObject(waiting);
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'due',
      KeyConditionExpression: 'duePK = :pk',
      ExpressionAttributeValues: { ':pk': (await itemOf('waits'))?.['duePK'] },
    }),
  );
  expect(Items.map(({ PK }) => PK)).toContain('MEMBER#waits');
});

test('a message that waits no more has nothing of what made it wait', async () => {
  await messages.keep(waitingOf('sends', { attempts: 1, firstAttemptAt: at(3) }));
  expect(await messages.keep(sentOf('sends'))).toBe('KEPT');
  const item = await itemOf('sends');
  for (const name of ['data', 'duePK', 'dueSK', 'attempts', 'firstAttemptAt']) expect(item).not.toHaveProperty(name);
  expect(await kept('sends')).toMatchObject({ status: 'SENT', sentAt: at(6), providerId: 'p-sends' });
});

test('a message may wait again, for something else', async () => {
  await messages.keep(waitingOf('again', { attempts: 1 }));
  const later = waitingOf('again', {
    dueAt: at(9),
    verdict: { kind: 'DEFER', until: at(9), rule: 'CAP', detail: 'gap' },
  });
  expect(await messages.keep(later, at(5))).toBe('KEPT');
  expect(await kept('again')).toMatchObject(later);
  expect(await itemOf('again')).not.toHaveProperty('attempts');
});

test('of ten who put a message off at once one does, the first time and again, and one who read it before does not', async () => {
  for (const waitedUntil of [undefined, at(5)]) {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        messages.keep(waitingOf('put-off', { dueAt: at(waitedUntil ? 9 : 5) }), waitedUntil),
      ),
    );
    expect(answers.filter((answer) => answer === 'KEPT')).toHaveLength(1);
  }
  expect(await messages.keep(waitingOf('put-off', { dueAt: at(7) }))).toBe('SETTLED');
  expect(await messages.keep(waitingOf('put-off', { dueAt: at(7) }), at(5))).toBe('SETTLED');
  expect(await kept('put-off')).toMatchObject({ dueAt: at(9) });
});

test('a message of which only feedback is kept can still be made to wait', async () => {
  await messages.keepFeedback(messageOf('heard'), 'openedAt', at(3));
  expect(await messages.keep(waitingOf('heard'))).toBe('KEPT');
});

const END: readonly KeptMessage['status'][] = ['SENT', 'UNKNOWN', 'SUPPRESSED', 'FAILED'];
const ALL = ['WAITING', ...END] as const;

test.each(END.flatMap((from) => ALL.map((to) => ({ from, to }))))(
  'after $from nothing makes a message $to',
  async ({ from, to }) => {
    const memberId = `ends-${from}-${to}`;
    await messages.keep(messageOf(memberId, { status: from }));
    // A send that turned out well settles what was unknown.
    const isSettling = from === 'UNKNOWN' && to === 'SENT';
    const next = to === 'WAITING' ? waitingOf(memberId) : messageOf(memberId, { status: to, sentAt: at(7) });
    expect(await messages.keep(next)).toBe(isSettling ? 'KEPT' : 'SETTLED');
    expect(await kept(memberId)).toMatchObject({ status: isSettling ? 'SENT' : from });
    expect(await itemOf(memberId)).not.toHaveProperty('duePK');
  },
);

test('of ten who bring a message to an end one does', async () => {
  await messages.keep(waitingOf('race'));
  const ends = Array.from({ length: 10 }, (_, index) =>
    messages.keep(messageOf('race', { status: index % 2 === 0 ? 'SUPPRESSED' : 'FAILED', failure: `${index}` })),
  );
  expect((await Promise.all(ends)).filter((answer) => answer === 'KEPT')).toHaveLength(1);
});

test('feedback that comes before the message is not lost', async () => {
  expect(await messages.keepFeedback(messageOf('early'), 'deliveredAt', at(7))).toBe(true);
  // Nobody knows yet what it is.
  expect(await kept('early')).toBeUndefined();
  expect((await messages.messages('early', 10)).items).toEqual([]);
  expect(await messages.keep(sentOf('early'))).toBe('KEPT');
  expect(await kept('early')).toMatchObject({ status: 'SENT', topic: 'account', feedback: { deliveredAt: at(7) } });
});

test('feedback of a message that nothing else is ever kept of ends, too', async () => {
  await messages.keepFeedback(messageOf('alone'), 'bouncedAt', at(7));
  expect((await itemOf('alone'))?.['ttlEpochSeconds']).toBe(Date.parse(at(7)) / 1_000 + 400 * 86_400);
});

test('feedback in any order and any number leaves the earliest of each, and the last click, and says what is news', async () => {
  await messages.keep(sentOf('told'));
  const told = [
    ['openedAt', 9, true],
    ['openedAt', 10, false],
    ['openedAt', 8, true],
    ['openedAt', 8, false],
    ['complainedAt', 12, true],
    ['deliveredAt', 7, true],
    ['clickedAt', 11, true],
    ['clickedAt', 13, false],
  ] as const;
  for (const [heard, hour, isNews] of told) {
    expect(await messages.keepFeedback(messageOf('told'), heard, at(hour))).toBe(isNews);
  }
  const feedback = {
    openedAt: at(8),
    complainedAt: at(12),
    deliveredAt: at(7),
    clickedAt: at(11),
    lastClickedAt: at(13),
  };
  expect((await kept('told'))?.feedback).toEqual(feedback);
  expect(await messages.keep(sentOf('told'))).toBe('SETTLED');
  expect(await kept('told')).toMatchObject({ ...sentOf('told'), feedback });
});

test('the same feedback told at once is news once, and counted once', async () => {
  await messages.keep(sentOf('at-once'));
  const counted = countFeedback('email', '2026-06-12', 'bounced');
  const tell = (hour: number) => messages.keepFeedback(messageOf('at-once'), 'bouncedAt', at(hour), counted);
  const tellings = await Promise.all(Array.from({ length: 10 }, () => tell(7)));
  expect(tellings.filter((isNews) => isNews)).toHaveLength(1);
  // An earlier one is news of when, and not one more.
  expect(await tell(6)).toBe(true);
  expect(await tell(8)).toBe(false);
  expect((await kept('at-once'))?.feedback).toEqual({ bouncedAt: at(6) });
  expect((await createChannelStore(table).day('email', '2026-06-12')).bounced).toBe(1);
});

test.each([
  ['SENT', [], 'SENT'],
  ['UNKNOWN', [], 'UNKNOWN'],
  ['UNKNOWN', ['undeliveredAt'], 'SENT'],
  ['UNKNOWN', ['complainedAt', 'deliveredAt'], 'SENT'],
  ['UNKNOWN', ['rejectedAt'], 'FAILED'],
  ['SENT', ['deliveredAt', 'rejectedAt'], 'FAILED'],
  ['SUPPRESSED', ['deliveredAt'], 'SUPPRESSED'],
] as const)('%s, of which is heard %j before or after, is %s', async (status, heard, told) => {
  for (const order of ['before', 'after']) {
    const memberId = `heard-${status}-${heard.join('-')}-${order}`;
    const hear = async () => {
      for (const each of heard) await messages.keepFeedback(messageOf(memberId), each, at(7));
    };
    if (order === 'before') await hear();
    await messages.keep(messageOf(memberId, { status }));
    if (order === 'after') await hear();
    expect(await kept(memberId), order).toMatchObject({ status: told });
  }
});

test('a member’s messages are listed latest first, page by page, and nobody else’s', async () => {
  for (const hour of [3, 1, 2]) {
    const messageKey = `${at(hour)}#welcome#0123456789ab`;
    await messages.keep(messageOf('lists', { messageKey, messageId: 'welcome', occurredAt: at(hour) }));
  }
  await messages.keep(messageOf('lists-not'));
  const first = await messages.messages('lists', 2);
  const second = await messages.messages('lists', 2, first.cursor);
  const told = [first, second].map(({ items }) => items.map(({ occurredAt }) => occurredAt));
  expect(told).toEqual([[at(3), at(2)], [at(1)]]);
  expect(second.cursor).toBeUndefined();
});

test('an SMS is found by the id that its provider gave it, and nothing else is', async () => {
  const { messageKey } = messageOf('texted');
  await messages.keep(waitingOf('texted', { channel: 'sms' }));
  await messages.keep(sentOf('texted', { channel: 'sms' }));
  await messages.keep(sentOf('mailed'));
  await expect.poll(() => messages.byProviderId('p-texted')).toMatchObject({ memberId: 'texted', messageKey });
  expect(await messages.byProviderId('p-mailed')).toBeUndefined();
  expect(await messages.byProviderId('p-nobody')).toBeUndefined();
});

test('what a member clicked is found by when it followed from something, and by when it was clicked', async () => {
  for (const hour of [1, 3, 5, 7]) {
    const messageKey = `${at(hour)}#welcome#0123456789ab`;
    await messages.keep(sentOf('clicks', { messageKey, occurredAt: at(hour) }));
    if (hour !== 5) await messages.keepFeedback({ memberId: 'clicks', messageKey }, 'clickedAt', at(hour + 4));
  }
  await messages.keepFeedback({ memberId: 'clicks', messageKey: `${at(4)}#x#0` }, 'clickedAt', at(8));
  const clicked = async (from: number, until: number, after: number) =>
    (await messages.clicked('clicks', { from: at(from), until: at(until) }, at(after))).map(
      ({ occurredAt }) => occurredAt,
    );
  expect(await clicked(0, 23, 0)).toEqual([at(1), at(3), at(7)]);
  expect(await clicked(2, 7, 0)).toEqual([at(3), at(7)]);
  expect(await clicked(0, 23, 5)).toEqual([at(3), at(7)]);
  // Clicked again, it is of the last time, whatever is told after that.
  await messages.keepFeedback({ memberId: 'clicks', messageKey: `${at(3)}#welcome#0123456789ab` }, 'clickedAt', at(20));
  await messages.keepFeedback({ memberId: 'clicks', messageKey: `${at(3)}#welcome#0123456789ab` }, 'clickedAt', at(15));
  expect(await clicked(0, 23, 19)).toEqual([at(3)]);
  expect(await messages.clicked('clicks-not', { from: at(0), until: at(23) }, at(0))).toEqual([]);
});
