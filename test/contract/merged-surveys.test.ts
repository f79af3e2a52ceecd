import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { dueItems } from '../../lambdas/kernel/due.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { createFindInvitation } from '../../lambdas/surveys/find-invitation.ts';
import { answeredNotice, type Invitation } from '../../lambdas/surveys/invitation.ts';
import { createInvitationStore, type InvitationStore } from '../../lambdas/surveys/invitation-store.ts';
import { createMergeSurveys } from '../../lambdas/surveys/merge-surveys.ts';
import { countsOf } from '../unit/insight/figures-of.ts';
import { invitationOf, satisfaction, surveyOf } from '../unit/surveys/ready.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

const SURVEY = surveyOf(satisfaction());
const { run: RUN } = invitationOf();
const DUE_AT = '2026-01-08T02:00:00.000Z';

let table: TestTable;
let invitations: InvitationStore;
let merge: ReturnType<typeof createMergeSurveys>;

beforeAll(async () => {
  table = await startTable();
  invitations = createInvitationStore(table, createItemReader(table), 1);
  merge = createMergeSurveys({ invitations });
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const ask = (memberId: string, changes: Partial<Invitation> = {}) =>
  invitations.add(invitationOf({ memberId, ...changes }), { remindAt: DUE_AT });
const answer = (memberId: string, score: number, answeredAt: string) =>
  invitations.answer(
    invitationOf({ memberId }),
    { answeredAt, answers: { nps: [`${score}`] }, measured: { nps: score }, month: '2026-01', texts: [] },
    answeredNotice(invitationOf({ memberId }), SURVEY, answeredAt),
  );

/** What all invitations of members count for, in the figures of the survey's sample. */
async function figuresOf(...memberIds: readonly string[]) {
  const pages = memberIds.map((memberId) => {
    const { PK, SK } = keys.surveyInvitation(memberId, '');
    const values = { ':pk': PK, ':sk': SK };
    const condition = 'PK = :pk AND begins_with(SK, :sk)';
    return table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: condition,
        ExpressionAttributeValues: values,
        ConsistentRead: true,
      }),
    );
  });
  const items = (await Promise.all(pages)).flatMap(({ Items = [] }) => Items);
  const counts = Object.entries(countsOf(...items)).filter(([counter]) => counter.startsWith('answers#'));
  return Object.fromEntries(counts.map(([counter, by]) => [counter.split('#')[3], by]));
}
const isDue = async (memberId: string) =>
  (await dueItems(table, { shard: 0, lane: 'sweep' }, DUE_AT, 100)).items.some((item) => item.memberId === memberId);

test('of two who were asked and answered in one run one is left, with the first answer', async () => {
  await ask('m-b');
  await ask('m-a', { stage: 'dormant', invitedAt: '2026-01-01T03:00:00.000Z' });
  await answer('m-a', 9, '2026-01-02T00:00:00.000Z');
  await answer('m-b', 2, '2026-01-03T00:00:00.000Z');
  await merge('m-a', 'm-b');
  await merge('m-a', 'm-b');
  expect(await figuresOf('m-a', 'm-b')).toEqual({ asked: 1, answered: 1, npsAnswers: 1, promoters: 1 });
  expect(await invitations.invitation('m-b', RUN)).toMatchObject({ stage: 'active', answers: { nps: ['9'] } });
  expect(await answer('m-b', 1, '2026-01-04T00:00:00.000Z')).toBe('ANSWERED_BEFORE');
});

test('an invitation goes to the one who stays with its reminder, and is answered by the link of who was asked', async () => {
  await ask('m-moved');
  await merge('m-stays', 'm-last');
  await merge('m-moved', 'm-stays');
  expect([await isDue('m-moved'), await isDue('m-last')]).toEqual([false, true]);
  expect(await invitations.askedLast('m-last')).toMatchObject({ run: RUN });
  expect(await createFindInvitation(invitations)('m-moved', RUN)).toMatchObject({ memberId: 'm-last', dueAt: DUE_AT });
  expect(await answer('m-moved', 9, '2026-01-02T00:00:00.000Z')).toBe('MOVED');
  expect(await answer('m-last', 9, '2026-01-02T00:00:00.000Z')).toBe('ANSWERED');
  expect(await isDue('m-last')).toBe(false);
  expect(await figuresOf('m-moved', 'm-stays', 'm-last')).toMatchObject({ asked: 1, answered: 1 });
});

test('nobody is asked any more under an id that has become another', async () => {
  await merge('m-closed', 'm-open');
  expect(await ask('m-closed')).toBe('COOLING');
  expect(await invitations.invitation('m-closed', RUN)).toBeUndefined();
  // The first word counts.
  await invitations.close('m-closed', 'm-other');
  expect(await invitations.forwarding('m-closed')).toMatchObject({ forwardTo: 'm-open' });
});

test('nothing goes to a member who has become another just then', async () => {
  await ask('m-early');
  await merge('m-gone', 'm-there');
  const from = await invitations.invitation('m-early', RUN);
  if (from === undefined) throw new Error('nobody was asked');
  expect(await invitations.move(from, undefined, { ...from, memberId: 'm-gone' })).toBe('CHANGED_MEANWHILE');
  expect(await invitations.invitation('m-gone', RUN)).toBeUndefined();
});

test('answers and another merge that come in the midst of a merge change nothing of the count', async () => {
  for (let round = 0; round < 8; round += 1) {
    const [a, b, c] = [`m-a${round}`, `m-b${round}`, `m-c${round}`];
    await Promise.all([a, b, c].map((memberId) => ask(memberId)));
    const [, , ...kept] = await Promise.all([
      ...[merge(a, c), merge(b, c)],
      ...[a, b, c].map((memberId, index) => answer(memberId, index, `2026-01-02T00:00:0${index}.000Z`)),
    ]);
    expect(await figuresOf(a, b, c)).toMatchObject({ asked: 1, answered: 1, npsAnswers: 1 });
    expect(kept).toContain('ANSWERED');
  }
});

test.each(['answer', 'request'] as const)('a lost %s of a merge changes nothing of it', async (what) => {
  const [from, to] = [`m-from-${what}`, `m-to-${what}`];
  await ask(from);
  await ask(to);
  const move = invitations.move;
  const losing: InvitationStore = {
    ...invitations,
    async move(...moved) {
      loseNext(table, what);
      return move(...moved);
    },
  };
  await createMergeSurveys({ invitations: losing })(from, to);
  loseNothing(table);
  expect(await figuresOf(from, to)).toEqual({ asked: 1 });
});
