import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Notice } from '../../lambdas/kernel/notice.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { applyConsent, type Consent } from '../../lambdas/outreach/consent.ts';
import { addSlots, hasSlot, type MemberOutreach, slotKey, takeSlot } from '../../lambdas/outreach/member-outreach.ts';
import { createOutreachStore, type OutreachStore } from '../../lambdas/outreach/outreach-store.ts';
import { createShowConsents } from '../../lambdas/outreach/show-consents.ts';
import { createToldEventStore } from '../../lambdas/outreach/told-event-store.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

let table: TestTable;
let outreach: OutreachStore;

beforeAll(async () => {
  table = await startTable();
  outreach = createOutreachStore(table, createItemReader(table));
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const NOON = new Date('2026-06-10T04:00:00.000Z');
const said = (changes: Partial<Consent> = {}): Consent => ({
  channel: 'email',
  topic: 'offers',
  status: 'GRANTED',
  at: '2026-06-01T04:00:00.000Z',
  source: 'preference page',
  ...changes,
});
const slotOf = (messageKey: string) =>
  ({
    key: slotKey(messageKey),
    channel: 'email',
    topic: 'offers',
    class: 'marketing',
    at: NOON.toISOString(),
  }) as const;
const consenting = (known: MemberOutreach, ...all: readonly Consent[]): MemberOutreach => ({
  ...known,
  consents: all.reduce(applyConsent, known.consents),
});

const historyOf = async (memberId: string) => (await outreach.history(memberId, 100)).items;

test('an event of the platform that is told again is of the instant at which it was told first', async () => {
  const toldFirst = createToldEventStore(table, createItemReader(table));
  const [first, second] = ['2026-06-10T03:00:00.000Z', '2026-06-10T03:00:07.000Z'];
  expect(await toldFirst('m-told', 'e-1', first)).toBe(first);
  loseNext(table, 'answer');
  expect(await toldFirst('m-told', 'e-1', second)).toBe(first);
  loseNothing(table);
  expect(await toldFirst('m-other', 'e-1', second)).toBe(second);
});

test('of a member nobody said anything of there is an empty one', async () => {
  expect(await outreach.outreach('nobody')).toEqual({ memberId: 'nobody', consents: {}, slots: [], version: 0 });
  expect(await historyOf('nobody')).toEqual([]);
});

test('what is kept is read back as it was, with what was said', async () => {
  const words = [said(), said({ channel: 'sms', status: 'PENDING', source: 'import of 2026' })];
  const next = addSlots(consenting(await outreach.outreach('whole'), ...words), [slotOf('a'), slotOf('b')], NOON);
  expect(await outreach.replace(next, words)).toBe('KEPT');
  expect(await outreach.outreach('whole')).toEqual({ ...next, version: 1 });
  expect(await historyOf('whole')).toEqual(words);
});

test.each([
  { state: 'new', words: [] },
  { state: 'known', words: [] },
  { state: 'new', words: [said()] },
  { state: 'known', words: [said()] },
])('of two who replace a $state outreach, with $words.length words, only one does', async ({ state, words }) => {
  const memberId = `raced-${state}-${words.length}`;
  if (state === 'known') await outreach.replace(await outreach.outreach(memberId));
  const read = await outreach.outreach(memberId);
  const answers = await Promise.all(
    ['a', 'b'].map((key) => outreach.replace(takeSlot(read, slotOf(key), NOON), words)),
  );
  expect(answers.sort()).toEqual(['CHANGED_MEANWHILE', 'KEPT']);
  const now = await outreach.outreach(memberId);
  expect([now.version, now.slots.length]).toEqual([read.version + 1, 1]);
});

test('twenty who want one slot each get it, one after the other', async () => {
  const take = async (key: string) => {
    for (;;) {
      const read = await outreach.outreach('many');
      if ((await outreach.replace(takeSlot(read, slotOf(key), NOON))) === 'KEPT') return;
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, index) => take(`m-${index}`)));
  const now = await outreach.outreach('many');
  expect(now.version).toBe(20);
  for (let index = 0; index < 20; index += 1) expect(hasSlot(now, `m-${index}`)).toBe(true);
});

test.each(['answer', 'request'] as const)('a lost %s never takes a slot twice', async (what) => {
  for (const words of [[], [said()]]) {
    const memberId = `lost-${what}-${words.length}`;
    const read = await outreach.outreach(memberId);
    const { lostCount } = loseNext(table, what);
    const answer = await outreach.replace(takeSlot(read, slotOf('a'), NOON), words);
    loseNothing(table);
    expect(lostCount()).toBe(1);
    // A claim that came through, taken for another's, would be a message that nobody sends.
    expect(answer).toBe('KEPT');
    expect(await outreach.outreach(memberId)).toMatchObject({ version: 1, slots: [slotOf('a')] });
  }
});

test('history has every word, of each channel and topic in the order of time, and a word told again once', async () => {
  const words = [
    said({ status: 'WITHDRAWN', at: '2026-06-03T04:00:00.000Z' }),
    said(),
    said({ status: 'GRANTED', at: '2026-06-02T04:00:00.000Z' }),
    said({ topic: 'news' }),
    said({ channel: 'sms' }),
  ];
  for (const word of [...words, ...words]) {
    await outreach.replace(consenting(await outreach.outreach('history'), word), [word]);
  }
  const all = await historyOf('history');
  expect(all.map(({ channel, topic, at }) => `${channel} ${topic} ${at.slice(8, 10)}`)).toEqual([
    'email news 01',
    'email offers 01',
    'email offers 02',
    'email offers 03',
    'sms offers 01',
  ]);
});

test('a long history is told to its end, page by page, and a cursor is good for its member alone', async () => {
  const at = (index: number) => new Date(Date.parse('2026-06-01T04:00:00.000Z') + index * 1_000).toISOString();
  const words = Array.from({ length: 23 }, (_, index) => said({ at: at(index), topic: `topic-${index % 3}` }));
  await outreach.replace(consenting(await outreach.outreach('long'), ...words), words);
  const showConsents = createShowConsents(outreach);
  const shown: Consent[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const answer = await showConsents('long', 10, cursor);
    if (!answer.ok) throw new Error(answer.refusal.code);
    expect(answer.value.consents).toHaveLength(3);
    shown.push(...answer.value.history);
    cursor = answer.value.cursor;
    pages += 1;
    if (cursor !== undefined) expect(await showConsents('other', 10, cursor)).toMatchObject({ ok: false });
  } while (cursor !== undefined && pages < 10);
  expect(pages).toBe(3);
  expect(new Set(shown.map((word) => word.at))).toEqual(new Set(words.map((word) => word.at)));
  expect(shown).toHaveLength(words.length);
  expect(await showConsents('long', 10, 'none')).toEqual({ ok: false, refusal: { code: 'CURSOR_UNKNOWN' } });
});

test('two words of one instant are told in one call, and the last of them is kept', async () => {
  const words = [said(), said({ status: 'WITHDRAWN' })];
  expect(await outreach.replace(consenting(await outreach.outreach('instant'), ...words), words)).toBe('KEPT');
  expect((await outreach.outreach('instant')).consents['email#offers']?.status).toBe('WITHDRAWN');
  expect(await historyOf('instant')).toEqual([words[1]]);
});

test('nothing is written for a member who was merged into another, neither a slot nor a word', async () => {
  await outreach.replace({ ...(await outreach.outreach('old')), forwardTo: 'new' });
  const read = await outreach.outreach('old');
  expect(read.forwardTo).toBe('new');
  expect(await outreach.replace(takeSlot(read, slotOf('a'), NOON))).toBe('CHANGED_MEANWHILE');
  expect(await outreach.replace(consenting(read, said()), [said()])).toBe('CHANGED_MEANWHILE');
  expect(await outreach.outreach('old')).toEqual(read);
  expect(await historyOf('old')).toEqual([]);
});

test('two who become one are written together, and neither where one of them was written meanwhile', async () => {
  const slotted = (of: MemberOutreach, key: string) => takeSlot(of, slotOf(key), NOON);
  for (const changed of ['from', 'to', undefined]) {
    const [fromId, toId] = [`from-${changed}`, `to-${changed}`];
    await outreach.replace(slotted(await outreach.outreach(fromId), 'a'));
    const [from, to] = await Promise.all([fromId, toId].map((id) => outreach.outreach(id)));
    if (from === undefined || to === undefined) throw new Error('nothing was read');
    if (changed !== undefined) await outreach.replace(slotted(changed === 'from' ? from : to, 'b'));
    const answer = await outreach.close(from, addSlots(to, from.slots, NOON));
    expect(answer).toBe(changed === undefined ? 'KEPT' : 'CHANGED_MEANWHILE');
    expect((await outreach.outreach(fromId)).forwardTo).toBe(changed === undefined ? toId : undefined);
    expect(hasSlot(await outreach.outreach(toId), 'a')).toBe(changed === undefined);
  }
});

test('a member becomes none who is closed', async () => {
  const from = await outreach.outreach('early');
  const to = await outreach.outreach('late');
  await outreach.close(to, await outreach.outreach('last'));
  const closed = await outreach.outreach('late');
  expect(closed.forwardTo).toBe('last');
  expect(await outreach.close(from, closed)).toBe('CHANGED_MEANWHILE');
  expect(await outreach.outreach('early')).toEqual(from);
});

test('a notice is given with what was said, once, and not where somebody wrote meanwhile', async () => {
  const noticeOf = (noticeId: string): Notice => ({
    ...{ memberId: 'asked', noticeId, name: 'ConfirmationRequested', occurredAt: NOON.toISOString(), data: {} },
  });
  const given = async (noticeId: string) =>
    (await table.client.send(new GetCommand({ TableName: table.name, Key: { ...keys.notice('asked', noticeId) } })))
      .Item;
  const word = said({ status: 'PENDING' });
  const first = consenting(await outreach.outreach('asked'), word);
  expect(await outreach.replace(first, [word], [noticeOf('a')])).toBe('KEPT');
  expect(await given('a')).toMatchObject({ entityType: 'Notice', name: 'ConfirmationRequested' });
  expect(await outreach.replace(first, [word], [noticeOf('b')])).toBe('CHANGED_MEANWHILE');
  expect(await given('b')).toBeUndefined();
  const again = { ...noticeOf('a'), name: 'Another' };
  const news = said({ topic: 'news', status: 'PENDING' });
  const second = consenting(await outreach.outreach('asked'), news);
  expect(await outreach.replace(second, [news], [again, noticeOf('b')])).toBe('KEPT');
  expect([await given('a'), await given('b')]).toMatchObject([{ name: 'ConfirmationRequested' }, { noticeId: 'b' }]);
  expect((await outreach.outreach('asked')).version).toBe(2);
});
