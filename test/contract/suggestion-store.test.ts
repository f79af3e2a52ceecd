import { randomBytes as random } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followMember } from '../../lambdas/kernel/follow-member.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { createAcceptSuggestion, PER_DAY_MAX } from '../../lambdas/suggestions/accept-suggestion.ts';
import { createAnnounceAnswer } from '../../lambdas/suggestions/announce-answer.ts';
import { answerNotice } from '../../lambdas/suggestions/answer-notice.ts';
import { type ChangeRequest, createChangeSuggestion } from '../../lambdas/suggestions/change-suggestion.ts';
import { createFindHolders } from '../../lambdas/suggestions/find-holders.ts';
import { createExportSuggestions, createListSuggestions } from '../../lambdas/suggestions/list-suggestions.ts';
import { createSuggestionStore } from '../../lambdas/suggestions/suggestion-store.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

const ANSWER = { en: 'From June on.', zh: '六月起。' };
const TOLD = { answerNumber: 1, state: 'PLANNED', answer: ANSWER };
let now = Date.parse('2026-06-10T04:00:00.000Z');
const clock = () => new Date(now);

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

const open = () => createSuggestionStore(table, createItemReader(table), clock);
/** `m-c` has become `m-holder`, and `m-again` `m-a`. */
const HOLDERS: Record<string, string> = { 'm-c': 'm-holder', 'm-again': 'm-a' };
const findHolders = createFindHolders(
  (memberId) => followMember(async (id) => ({ forwardTo: HOLDERS[id] }), memberId),
  (memberId) => {
    throw new Error(`${memberId} is lost`);
  },
);
let sequence = 0;
const nextKey = () => {
  sequence += 1;
  return `key-${sequence}`;
};

async function suggest(memberId?: string, key = nextKey(), text = 'Wrap it in paper.') {
  now += 1;
  const accept = createAcceptSuggestion({ store: open(), clock, random }, 'Asia/Shanghai');
  const given = { text, channel: 'email', memberId, wantsReply: memberId !== undefined };
  const accepted = await accept(given, { route: 'test', key, requestHash: text });
  return accepted.ok ? (accepted.value as { suggestionId: string }).suggestionId : accepted.refusal.code;
}

async function triage(suggestionId: string, wish: Partial<ChangeRequest>, requestKey = nextKey()) {
  const changed = await createChangeSuggestion(
    open(),
    findHolders,
    clock,
  )({
    ...{ suggestionId, requestKey, requestHash: JSON.stringify(wish), keyId: 'k-1' },
    ...wish,
  });
  return changed.ok ? (changed.value as { state: string }).state : changed.refusal.code;
}

async function noticesOf(memberId: string): Promise<Record<string, unknown>[]> {
  const { QueryCommand } = await import('@aws-sdk/lib-dynamodb');
  const { PK, SK } = keys.notice(memberId, '');
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk AND begins_with(SK, :sk)',
      ExpressionAttributeValues: { ':pk': PK, ':sk': SK },
    }),
  );
  return Items;
}

test('one request keeps one suggestion, however often it comes and whatever is lost of it', async () => {
  const first = await suggest('m-once', 'once');
  expect(await suggest('m-once', 'once')).toBe(first);
  expect(await suggest('m-once', 'once', 'Something else.')).toBe('IDEMPOTENCY_KEY_REUSED');
  for (const what of ['answer', 'request'] as const) {
    const fault = loseNext(table, what);
    try {
      const id = await suggest('m-lost', `lost ${what}`);
      expect(await suggest('m-lost', `lost ${what}`)).toBe(id);
      expect(fault.lostCount()).toBe(1);
    } finally {
      loseNothing(table);
    }
  }
  const at = await Promise.all(Array.from({ length: 10 }, () => suggest('m-burst', 'burst')));
  expect(new Set(at).size).toBe(1);
});

test('a member makes so many on a day of the programme, and more on the next', async () => {
  const made = await Promise.all(Array.from({ length: 12 }, () => suggest('m-eager')));
  expect(made.filter((each) => each === 'DAY_FULL')).toHaveLength(12 - PER_DAY_MAX);
  // 16:00 UTC is midnight in Shanghai.
  now = Date.parse('2026-06-10T15:59:59.000Z');
  expect(await suggest('m-eager')).toBe('DAY_FULL');
  now += 2_000;
  expect(await suggest('m-eager')).not.toBe('DAY_FULL');
});

test('a state is listed newest first, page by page and by label; whoever may not read sees no text', async () => {
  const made: string[] = [];
  for (const n of [1, 2, 3, 4, 5]) made.unshift(await suggest(undefined, nextKey(), `Number ${n}: =1+1`));
  for (const id of made)
    expect(await triage(id, { state: 'ACCEPTED', labels: id === made[4] ? ['oldest'] : [] })).toBe('ACCEPTED');
  const list = createListSuggestions(open());
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ state: 'ACCEPTED', limit: 2, cursor }, false);
    if (!page.ok) throw new Error(page.refusal.code);
    found.push(...page.value.suggestions.map(({ suggestionId }) => suggestionId));
    expect(JSON.stringify(page)).not.toContain('Number');
    cursor = page.value.cursor;
  } while (cursor !== undefined);
  expect(found).toEqual(made);
  const page = await list({ state: 'ACCEPTED', limit: 2 }, true);
  if (!page.ok) throw new Error(page.refusal.code);
  expect(await list({ state: 'NEW', limit: 2, cursor: page.value.cursor }, true)).toMatchObject({ ok: false });
  const byLabel = await createExportSuggestions(open())({ state: 'ACCEPTED', label: 'oldest' }, true);
  expect(byLabel).toMatchObject({ ok: true, value: [{ suggestionId: made[4], text: 'Number 1: =1+1' }] });
});

test('a triage is done once and audited; of two at once the second is decided on what the first made', async () => {
  const id = await suggest();
  expect(
    await Promise.all([triage(id, { state: 'ACCEPTED' }, 'same'), triage(id, { state: 'ACCEPTED' }, 'same')]),
  ).toEqual(['ACCEPTED', 'ACCEPTED']);
  expect((await open().find(id))?.suggestion.history).toHaveLength(2);
  expect(await triage(id, { state: 'DONE' }, 'same')).toBe('IDEMPOTENCY_KEY_REUSED');
  const raced = await Promise.all([triage(id, { state: 'DONE' }), triage(id, { state: 'PLANNED' })]);
  expect([
    ['DONE', 'PLANNED'],
    ['DONE', 'STATE_UNREACHABLE'],
  ]).toContainEqual(raced);
  expect(await triage('nothing', { state: 'DONE' })).toBe('SUGGESTION_UNKNOWN');
});

test('one is told in the transaction of the answer, and has the others told; stopped halfway, the rest follow', async () => {
  const original = await suggest('m-a');
  for (const memberId of ['m-b', 'm-c', 'm-holder']) {
    expect(await triage(await suggest(memberId), { state: 'DUPLICATE', duplicateOf: original })).toBe('DUPLICATE');
  }
  expect(await triage(original, { state: 'PLANNED', answer: ANSWER })).toBe('PLANNED');
  expect(await noticesOf('m-a')).toMatchObject([
    {
      name: 'SuggestionAnswered',
      data: { suggestionId: original, ...TOLD, hasOthers: true, fromListener: 0, toListener: 4 },
    },
  ]);
  expect(await noticesOf('m-b')).toEqual([]);
  const store = open();
  const told = { suggestionId: original, ...TOLD };
  const all = { fromListener: 0, toListener: 4 };
  await store.tell(answerNotice('m-b', told, clock().toISOString()));
  now += 1_000;
  const announce = createAnnounceAnswer(store, findHolders);
  for (let times = 1; times <= 2; times += 1) expect(await announce(told, all, clock().toISOString())).toBe(3);
  expect(await noticesOf('m-c')).toEqual([]);
  for (const memberId of ['m-a', 'm-b', 'm-holder']) expect(await noticesOf(memberId)).toHaveLength(1);

  const late = await suggest('m-late');
  expect(await triage(late, { state: 'DUPLICATE', duplicateOf: original })).toBe('DUPLICATE');
  expect(await noticesOf('m-late')).toMatchObject([{ data: { suggestionId: original, hasOthers: false } }]);

  // Under another id of old, the person was told already.
  const again = await suggest('m-again');
  expect(await triage(again, { state: 'DUPLICATE', duplicateOf: original })).toBe('DUPLICATE');
  expect(await noticesOf('m-a')).toHaveLength(1);
});

test('an answer is told once to a person who becomes another member, whoever asks for it later and whatever comes again', async () => {
  const original = await suggest('m-first');
  expect(await triage(await suggest('m-second'), { state: 'DUPLICATE', duplicateOf: original })).toBe('DUPLICATE');
  expect(await triage(original, { state: 'PLANNED', answer: ANSWER })).toBe('PLANNED');
  const store = open();
  const announce = createAnnounceAnswer(store, findHolders);
  const told = { suggestionId: original, ...TOLD };
  const everybody = { fromListener: 0, toListener: 2 };
  expect(await announce(told, everybody, clock().toISOString())).toBe(2);

  HOLDERS['m-first'] = 'm-one';
  HOLDERS['m-second'] = 'm-two';
  const others = await suggest('m-two');
  for (const memberId of ['m-third', 'm-fourth']) {
    expect(await triage(await suggest(memberId), { state: 'DUPLICATE', duplicateOf: others })).toBe('DUPLICATE');
  }
  expect(await triage(others, { state: 'DUPLICATE', duplicateOf: original })).toBe('DUPLICATE');
  const range = { fromListener: 2, toListener: 5 };
  expect(await noticesOf('m-third')).toMatchObject([{ data: { ...told, hasOthers: true, ...range } }]);
  expect(await announce(told, range, clock().toISOString())).toBe(2);
  expect(await announce(told, everybody, clock().toISOString())).toBe(2);
  for (const memberId of ['m-one', 'm-two']) expect(await noticesOf(memberId)).toEqual([]);
  for (const memberId of ['m-first', 'm-second', 'm-third', 'm-fourth']) {
    expect(await noticesOf(memberId)).toHaveLength(1);
  }
});

test('duplicates that are merged at once into one lose nobody who asked', async () => {
  const original = await suggest();
  const members = Array.from({ length: 4 }, (_, n) => `m-merge-${n}`);
  const duplicates = await Promise.all(members.map((memberId) => suggest(memberId)));
  const merged = await Promise.all(
    duplicates.map((id) => triage(id, { state: 'DUPLICATE', duplicateOf: original }).catch(() => 'BUSY')),
  );
  const heardBy = (await open().find(original))?.listeners ?? [];
  expect([...heardBy].sort()).toEqual(members.filter((_, n) => merged[n] === 'DUPLICATE'));
});
