import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Tally } from '../../../lambdas/insight/counts.ts';
import { invitationCounts } from '../../../lambdas/insight/survey-counts.ts';
import { createFindInvitation } from '../../../lambdas/surveys/find-invitation.ts';
import { createInviteLeaver } from '../../../lambdas/surveys/invite-leaver.ts';
import { createMergeSurveys } from '../../../lambdas/surveys/merge-surveys.ts';
import { createTakeAnswer } from '../../../lambdas/surveys/take-answer.ts';
import type { Stage } from '../../../programmes/stage.ts';
import { MemoryInvitations } from './memory-invitations.ts';
import { leavers, surveyOf, TIME_ZONE } from './ready.ts';

const START = Date.parse('2026-01-05T04:00:00.000Z');
const MINUTE_MS = 60_000;
const SILENCE = '2025-10-01';
const RUN = `leavers.${SILENCE}`;
const SURVEY = surveyOf(leavers(), { surveyId: 'leavers' });
const STAGES: Readonly<Record<string, Stage>> = { 'm-a': 'dormant', 'm-b': 'churned', 'm-c': 'at-risk' };
const REASONS: Readonly<Record<string, string>> = { 'm-a': 'price', 'm-b': 'delivery', 'm-c': 'price' };

/** Members who are asked by one run of a survey, answer it and become one; figures are what the counters come to. */
function asking(invitations = new MemoryInvitations()) {
  let nowMs = START;
  const clock = () => new Date(nowMs);
  const surveys = { survey: async () => SURVEY, latest: async () => SURVEY, keep: async () => undefined };
  const readMember = async (memberId: string) => ({ memberId, isReachable: true });
  const invite = createInviteLeaver(
    { invitations, surveys, readMember, tierOf: async () => undefined },
    { leavers: leavers() },
    TIME_ZONE,
  );
  const readLink = (memberId: string) => ({ memberId, survey: 'leavers', run: RUN });
  const frame = (_: string, title: string) => title;
  const takeAnswer = createTakeAnswer({ invitations, surveys, clock, readLink, frame }, TIME_ZONE);
  const answers: string[] = [];
  return {
    invitations,
    answers,
    at: (ms: number) => {
      nowMs = ms;
    },
    ask: (memberId: string) =>
      invite({ memberId, stage: STAGES[memberId] ?? 'churned', silence: SILENCE, occurredAt: clock().toISOString() }),
    async answer(memberId: string) {
      const { page } = await takeAnswer(memberId, `q-reasons=${REASONS[memberId]}`, 'en');
      answers.push(page);
    },
    merge: createMergeSurveys({ invitations }),
    figures() {
      const tally = new Tally();
      for (const item of invitations.kept.values()) tally.addAll(invitationCounts({ ...item }));
      return Object.fromEntries([...tally.counts()].map(([key, by]) => [key.split('#').slice(3).join('#'), by]));
    },
  };
}

test('of two who were asked and answered in the same run the first asking and the first answer count', async () => {
  const { ask, answer, merge, at, figures, invitations } = asking();
  await ask('m-b');
  at(START + MINUTE_MS);
  await ask('m-a');
  at(START + 2 * MINUTE_MS);
  await answer('m-a');
  at(START + 3 * MINUTE_MS);
  await answer('m-b');
  await merge('m-a', 'm-b');
  const counted = {
    'leavers#stage:churned#asked': 1,
    'leavers#stage:churned#answered': 1,
    'leavers#stage:churned#reason:price': 1,
  };
  expect(figures()).toEqual(counted);
  const once = [...invitations.kept];
  await merge('m-a', 'm-b');
  expect([...invitations.kept]).toEqual(once);
});

test('who was asked under the old id alone is asked no more under the other, and answers by the old link', async () => {
  const { ask, answer, answers, merge, figures, invitations } = asking();
  await ask('m-a');
  await merge('m-a', 'm-b');
  await ask('m-b');
  await ask('m-a');
  expect(figures()).toEqual({ 'leavers#stage:dormant#asked': 1 });
  await answer('m-a');
  await answer('m-b');
  expect(answers).toEqual(['Thank you', 'Answered already']);
  expect(figures()).toMatchObject({ 'leavers#stage:dormant#answered': 1, 'leavers#stage:dormant#reason:price': 1 });
  expect((await createFindInvitation(invitations)('m-a', RUN))?.answeredAt).toBeDefined();
});

const sumOf = (figures: Readonly<Record<string, number>>, figure: string) =>
  Object.entries(figures).reduce((sum, [name, by]) => (name.endsWith(figure) ? sum + by : sum), 0);

type Act = readonly ['ask' | 'answer', string] | readonly ['merge', string, string];
const ASKED: readonly Act[] = ['m-a', 'm-b', 'm-c'].flatMap((id): Act[] => [
  ['ask', id],
  ['answer', id],
]);
const MERGES: readonly Act[] = [
  ['merge', 'm-a', 'm-b'],
  ['merge', 'm-b', 'm-c'],
];

/** The figures after acts in their order; nobody answers before being asked. */
async function figuresAfter(acts: readonly Act[]) {
  const { ask, answer, merge, at, figures } = asking();
  const asked = new Set<string>();
  let minutes = 0;
  for (const [kind, id, toId = ''] of acts) {
    if (kind === 'merge') {
      await merge(id, toId);
      continue;
    }
    minutes += 1;
    at(START + minutes * MINUTE_MS);
    if (kind === 'ask') await ask(asked.add(id) && id);
    else if (asked.has(id)) await answer(id);
  }
  return figures();
}

test('figures are the same whenever members are merged, before, between or after they are asked and answer', async () => {
  const acts = fc.shuffledSubarray([...ASKED]);
  const places = fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 }));
  await fc.assert(
    fc.asyncProperty(acts, places, fc.shuffledSubarray([...MERGES], { minLength: 2 }), async (told, at, merges) => {
      const mixed = [...told];
      mixed.splice(at[0], 0, merges[0] as Act);
      mixed.splice(at[1], 0, merges[1] as Act);
      const figures = await figuresAfter(mixed);
      expect(figures).toEqual(await figuresAfter([...told, ...merges]));
      expect(sumOf(figures, '#asked')).toBeLessThan(2);
      expect(sumOf(figures, '#answered')).toBeLessThan(2);
    }),
    { numRuns: 500 },
  );
});

test('whoever is asked and answers just while members are merged counts once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const store = new MemoryInvitations();
      const late = <Given extends unknown[], Answer>(call: (...given: Given) => Promise<Answer>) =>
        scheduler.scheduleFunction(call.bind(store));
      for (const name of ['invitation', 'invitations', 'forwarding', 'add', 'answer', 'move', 'close'] as const) {
        Object.assign(store, { [name]: late(store[name] as never) });
      }
      const { ask, answer, answers, merge, figures } = asking(store);
      const all = ['m-a', 'm-b', 'm-c'];
      await scheduler.waitFor(ask('m-a'));
      await scheduler.waitFor(
        Promise.all([
          ...[ask('m-b'), answer('m-a'), ask('m-c'), merge('m-a', 'm-b'), merge('m-b', 'm-c'), answer('m-a')],
          ...all.map(answer),
        ]),
      );
      expect([sumOf(figures(), '#asked'), sumOf(figures(), '#answered')]).toEqual([1, 1]);
      expect(answers).toContain('Thank you');
    }),
    { numRuns: 500 },
  );
});
