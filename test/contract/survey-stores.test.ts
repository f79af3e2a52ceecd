import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createMemberListStore } from '../../lambdas/churn/member-list-store.ts';
import { newWatch, type Watch } from '../../lambdas/churn/watch.ts';
import { createWatchStore, type WatchStore } from '../../lambdas/churn/watch-store.ts';
import { createItemReader, createItemWriter } from '../../lambdas/kernel/table/batches.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { newProgress } from '../../lambdas/surveys/dispatch.ts';
import { createDispatchStore, type DispatchStore } from '../../lambdas/surveys/dispatch-store.ts';
import { answeredNotice, askedNotice } from '../../lambdas/surveys/invitation.ts';
import { createInvitationStore, type InvitationStore } from '../../lambdas/surveys/invitation-store.ts';
import { createListTexts } from '../../lambdas/surveys/list-texts.ts';
import { createSurveyStore } from '../../lambdas/surveys/survey-store.ts';
import { createTextStore } from '../../lambdas/surveys/text-store.ts';
import type { Stage } from '../../programmes/stage.ts';
import { invitationOf, satisfaction, surveyOf } from '../unit/surveys/ready.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

const SHARD_COUNT = 1;
const AT = '2026-01-03T04:00:00.000Z';
const SURVEY = surveyOf(satisfaction());

let table: TestTable;
let invitations: InvitationStore;
let dispatches: DispatchStore;
let watches: WatchStore;

beforeAll(async () => {
  table = await startTable();
  const reader = createItemReader(table);
  invitations = createInvitationStore(table, reader, SHARD_COUNT);
  dispatches = createDispatchStore(table, reader);
  watches = createWatchStore(table, reader, SHARD_COUNT);
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const answered = (score: string, texts: readonly { question: string; text: string }[] = []) => ({
  ...{ answeredAt: AT, answers: { nps: [score] }, measured: { nps: Number(score) }, month: '2026-01', texts },
});
const noticeOf = (memberId: string) => answeredNotice(invitationOf({ memberId }), SURVEY, AT);

test('a member is asked once a run, and not while something else was asked lately', async () => {
  const invitation = invitationOf({ memberId: 'm-once' });
  const notice = askedNotice(invitation, SURVEY, 'SurveyInvited', AT, 'Asia/Shanghai');
  expect(await invitations.add(invitation, { notice })).toBe('ASKED');
  expect(await invitations.add(invitation, { notice })).toBe('ASKED_BEFORE');
  expect(await invitations.invitation('m-once', invitation.run)).toEqual(invitation);
  expect(await invitations.askedLast('m-once')).toEqual({ run: invitation.run, askedAt: invitation.invitedAt });
  const next = { ...invitation, run: 'other.2026-Q1' };
  expect(await invitations.add(next, { unlessAskedAfter: '2025-12-31T00:00:00.000Z' })).toBe('COOLING');
  expect(await invitations.invitation('m-once', next.run)).toBeUndefined();
  expect(await invitations.add(next, { unlessAskedAfter: invitation.invitedAt })).toBe('ASKED');
});

test('of twenty answers sent at once one is kept, with its texts', async () => {
  const invitation = invitationOf({ memberId: 'm-many', survey: 'many' });
  await invitations.add(invitation, {});
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      invitations.answer(
        invitation,
        answered(String(index % 11), [{ question: 'reason', text: `text ${index}` }]),
        noticeOf('m-many'),
      ),
    ),
  );
  expect(answers.filter((each) => each === 'ANSWERED')).toHaveLength(1);
  expect((await createTextStore(table).texts('many', '2026-01', 100)).texts).toEqual([
    { question: 'reason', text: `text ${answers.indexOf('ANSWERED')}` },
  ]);
});

test('what was written in a month is listed whole, over pages of the list and of the table', async () => {
  const write = createItemWriter(table);
  const texts = Array.from({ length: 250 }, (_, index) => `text ${index}`);
  const put = (month: string, id: string, text: string) =>
    write({ ...keys.surveyText('wordy', month, id), entityType: 'SurveyText', question: 'reason', text });
  await Promise.all(
    texts.map((text, index) => put('2026-01', String((index * 7_919) % 10_007).padStart(5, '0'), text)),
  );
  await put('2026-02', '00000', 'of another month');
  const listTexts = createListTexts(createTextStore(table));
  const pages: (readonly string[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await listTexts({ surveyId: 'wordy', month: '2026-01', limit: 120, cursor });
    if (!page.ok) throw new Error(page.refusal.code);
    pages.push(page.value.texts.map(({ text }) => text));
    cursor = page.value.cursor;
  } while (cursor !== undefined);
  expect(pages.map(({ length }) => length)).toEqual([120, 120, 10]);
  expect(pages.flat().sort()).toEqual(texts.sort());
});

test.each(['answer', 'request'] as const)('a lost %s leaves one answer, and says that it is kept', async (what) => {
  const invitation = invitationOf({ memberId: `m-lost-${what}` });
  await invitations.add(invitation, {});
  loseNext(table, what);
  const kept = await invitations.answer(invitation, answered('9'), noticeOf(invitation.memberId));
  loseNothing(table);
  expect(kept).toBe('ANSWERED');
  expect(await invitations.answer(invitation, answered('1'), noticeOf(invitation.memberId))).toBe('ANSWERED_BEFORE');
});

test('who was not asked can not answer', async () => {
  const answer = await invitations.answer(invitationOf({ memberId: 'm-nobody' }), answered('9'), noticeOf('m-nobody'));
  expect(answer).toBe('ANSWERED_BEFORE');
  expect(await invitations.invitation('m-nobody', invitationOf().run)).toBeUndefined();
});

test('a reminder is told once, and not after an answer', async () => {
  for (const memberId of ['m-late', 'm-early']) {
    await invitations.add(invitationOf({ memberId }), { remindAt: '2026-01-08T02:00:00.000Z' });
  }
  const remind = (memberId: string) => {
    const notice = askedNotice(invitationOf({ memberId }), SURVEY, 'SurveyReminded', AT, 'Asia/Shanghai');
    return invitations.remind(invitationOf({ memberId }), { at: AT, notice });
  };
  await remind('m-late');
  await remind('m-late');
  await invitations.answer(invitationOf({ memberId: 'm-early' }), answered('9'), noticeOf('m-early'));
  await remind('m-early');
  const reminded = async (memberId: string) => (await invitations.invitation(memberId, invitationOf().run))?.remindedAt;
  expect([await reminded('m-late'), await reminded('m-early')]).toEqual([AT, undefined]);
});

test('of two members who become one the later asking counts', async () => {
  const run = 'a.2026-Q1';
  await invitations.add(invitationOf({ memberId: 'm-from', run, invitedAt: '2026-01-02T00:00:00.000Z' }), {});
  await invitations.add(invitationOf({ memberId: 'm-to', run, invitedAt: '2025-10-01T00:00:00.000Z' }), {});
  await invitations.mergeAskedLast('m-from', 'm-to');
  expect(await invitations.askedLast('m-to')).toEqual({ run, askedAt: '2026-01-02T00:00:00.000Z' });
  await invitations.mergeAskedLast('m-to', 'm-new');
  await invitations.mergeAskedLast('m-nobody', 'm-new');
  expect(await invitations.askedLast('m-new')).toEqual({ run, askedAt: '2026-01-02T00:00:00.000Z' });
});

test('versions of a survey stay for who was asked by them', async () => {
  const surveys = createSurveyStore(table, { ready: satisfaction() });
  const by = { keyId: 'key-1', at: AT };
  const body = satisfaction({ points: 5 });
  expect(await surveys.add({ surveyId: 'ready', version: 1, body }, by)).toBe('WRITTEN');
  expect(await surveys.add({ surveyId: 'ready', version: 1, body }, by)).toBe('EXISTS');
  expect(await surveys.add({ surveyId: 'ready', version: 2 }, by)).toBe('WRITTEN');
  const ready = (version: number, edition?: string) => surveys.survey({ surveyId: 'ready', version, edition });
  expect(await ready(0)).toMatchObject({ version: 0, body: satisfaction() });
  expect(await ready(1)).toEqual({ surveyId: 'ready', version: 1, body });
  expect(await ready(2)).toBeUndefined();
  expect(await surveys.latest('ready')).toEqual({ surveyId: 'ready', version: 2 });
  expect(await surveys.survey({ surveyId: '__proto__', version: 0 })).toBeUndefined();
  expect((await surveys.surveys()).map(({ version }) => version)).toEqual([1, 2]);
});

test('what the programme’s file said stays for who was asked by it, whatever a later release says', async () => {
  const before = createSurveyStore(table, { filed: satisfaction() });
  const filed = await before.latest('filed');
  if (filed?.body === undefined) throw new Error('the file has no such survey');
  await before.keep({ ...filed, body: filed.body });
  await before.keep({ ...filed, body: filed.body });
  const after = createSurveyStore(table, { filed: satisfaction({ points: 9 }) });
  expect((await after.latest('filed'))?.edition).not.toBe(filed.edition);
  expect(await after.survey(filed)).toMatchObject({ version: 0, body: satisfaction() });
  // Of who was asked by a release that kept no edition nothing else is known.
  expect(await after.survey({ surveyId: 'filed', version: 0 })).toMatchObject({ body: { points: 9 } });
  expect(await after.survey({ surveyId: 'filed', version: 0, edition: 'gone' })).toBeUndefined();
});

test('a run begins once, is shared out once, and only one goes on with a shard', async () => {
  const plan = { run: 'r', surveyId: 's', version: 0, startedAt: AT, shardCount: 1 };
  expect(await dispatches.begin(plan)).toEqual(plan);
  expect(await dispatches.begin({ ...plan, startedAt: '2026-01-04T00:00:00.000Z' })).toEqual(plan);
  await dispatches.setQuotas('r', [{ active: 3 }]);
  await dispatches.setQuotas('r', [{ active: 4 }]);
  expect((await dispatches.plan('r'))?.quotas).toEqual([{ active: 3 }]);
  const progress = { ...newProgress(0), counted: { active: 7 }, drawn: { active: { seen: 2, chosen: 1 } } } as const;
  loseNext(table, 'answer');
  expect(await dispatches.save('r', progress)).toBe('KEPT');
  loseNothing(table);
  expect(await dispatches.save('r', progress)).toBe('CHANGED_MEANWHILE');
  expect(await dispatches.progress('r', 0)).toEqual({ ...progress, version: 1 });
});

test('every member stands in the list once, under the stage of now, until it becomes another', async () => {
  const members = createMemberListStore(table);
  const keep = async (watch: Watch, stage: Stage, forwardTo?: string) => {
    const next = { ...watch, stage, ...(forwardTo === undefined ? {} : { forwardTo }) };
    expect(await watches.commit({ next, changes: [], losses: [], notices: [] })).toBe('KEPT');
    return (await watches.watch(watch.memberId)) as Watch;
  };
  const listed = async (stage: Stage) => (await members.members(0, stage, 100)).memberIds;
  const others = await Promise.all(['m-2', 'm-3', 'm-4'].map((id) => keep(newWatch(id, '2026-01-01'), 'active')));
  let watch = await keep(newWatch('m-1#x', '2026-01-01'), 'new');
  expect(await listed('new')).toEqual(['m-1#x']);
  watch = await keep(watch, 'active');
  expect([await listed('new'), await listed('active')]).toEqual([[], ['m-1#x', 'm-2', 'm-3', 'm-4']]);
  const first = await members.members(0, 'active', 2);
  expect(first).toEqual({ memberIds: ['m-1#x', 'm-2'], next: 'm-2' });
  expect((await members.members(0, 'active', 2, first.next)).memberIds).toEqual(['m-3', 'm-4']);
  await keep(watch, 'active', 'm-2');
  await keep(others[1] as Watch, 'dormant');
  expect([await listed('active'), await listed('dormant')]).toEqual([['m-2', 'm-4'], ['m-3']]);
});
