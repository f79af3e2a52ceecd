import { expect, test } from 'vitest';
import type { KnownMember } from '../../../lambdas/surveys/audience.ts';
import { createDefineSurvey, createSwitchOffSurvey } from '../../../lambdas/surveys/define-survey.ts';
import {
  askedNotice,
  type Invitation,
  invite,
  quarterRun,
  remindAt,
  stateOf,
} from '../../../lambdas/surveys/invitation.ts';
import { createInviteLeaver } from '../../../lambdas/surveys/invite-leaver.ts';
import { createRemindMember } from '../../../lambdas/surveys/remind-member.ts';
import { createRewardAnswer } from '../../../lambdas/surveys/reward-answer.ts';
import { latestSurveys, type StoredSurvey, type Survey } from '../../../lambdas/surveys/survey.ts';
import { invitationOf, leavers, satisfaction, surveyOf, TIME_ZONE } from './ready.ts';

const NOW = new Date('2026-01-08T02:00:00Z');
const PROGRAMME = { 'quarterly-satisfaction': satisfaction(), leavers: leavers() };
const NAMES = {
  topics: ['surveys', 'offers'],
  asking: { sampled: ['surveys'], leavers: ['offers'] },
  tiers: ['vip'],
  programme: PROGRAMME,
};

function definitions() {
  const stored: StoredSurvey[] = [];
  const kept = new Set<string>();
  const surveys = {
    latest: async (surveyId: string) => latestSurveys(PROGRAMME, stored).find((each) => each.surveyId === surveyId),
    keep: async ({ edition }: Survey) => {
      if (edition !== undefined) kept.add(edition);
    },
    add: async (survey: StoredSurvey) => {
      stored.push(survey);
      return 'WRITTEN' as const;
    },
  };
  return { stored, kept, ports: { surveys, clock: () => NOW } };
}

test('a run is named after the quarter of the programme', () => {
  expect(['2026-01-01', '2026-03-31', '2026-04-01', '2026-12-31'].map((day) => quarterRun('s', day))).toEqual([
    ...['s.2026-Q1', 's.2026-Q1', 's.2026-Q2', 's.2026-Q4'],
  ]);
});

test('an invitation is open for the day of being asked and as many after it as the survey says', () => {
  const survey = surveyOf(satisfaction({ closesAfterDays: 2 }));
  const member = { memberId: 'm-1', stage: 'active' } as const;
  // 0:30 on 1 January in the shop.
  const invitation = invite(survey, 'r', member, new Date('2025-12-31T16:30:00Z'), TIME_ZONE);
  expect(invitation).toMatchObject({ invitedDay: '2026-01-01', closesOn: '2026-01-04' });
  expect(stateOf(invitation, new Date('2026-01-03T15:59:59Z'), TIME_ZONE)).toBe('OPEN');
  expect(stateOf(invitation, new Date('2026-01-03T16:00:00Z'), TIME_ZONE)).toBe('CLOSED');
  expect(remindAt(invitation, survey)).toBe('2026-01-07T16:30:00.000Z');
});

test('what is told of an asking names the first question and its scale, and nothing personal', () => {
  const { data } = askedNotice(invitationOf(), surveyOf(satisfaction()), 'SurveyInvited', NOW.toISOString(), TIME_ZONE);
  expect(data).toMatchObject({ question: 'nps', scaleFrom: 0, scaleTo: 10, points: 50, closesOn: '2026-01-23' });
  const asksText = surveyOf(
    satisfaction({ questions: [{ id: 'why', kind: 'text', required: false, text: { en: 'Why?', zh: '为何？' } }] }),
  );
  expect(askedNotice(invitationOf(), asksText, 'SurveyInvited', NOW.toISOString(), TIME_ZONE).data).not.toHaveProperty(
    'scaleFrom',
  );
});

test.each([
  ['who has not answered', invitationOf(), true, 1],
  ['who has answered', invitationOf({ answeredAt: '2026-01-02T00:00:00.000Z' }), true, 0],
  ['whose survey is over', invitationOf({ closesOn: '2026-01-08' }), true, 0],
  ['whose survey is switched off', invitationOf(), false, 0],
])('%s is reminded %#', async (_, invitation, isOn, count) => {
  const told: unknown[] = [];
  const remind = createRemindMember(
    {
      invitations: {
        invitation: async () => invitation,
        remind: async (__, notice) => {
          if (notice !== undefined) told.push(notice);
        },
      },
      surveys: {
        survey: async () => surveyOf(satisfaction()),
        latest: async () => ({ ...surveyOf(satisfaction()), body: isOn ? satisfaction() : undefined }),
      },
      clock: () => NOW,
    },
    TIME_ZONE,
  );
  await remind('m-1', invitation.run);
  expect(told).toHaveLength(count);
});

test('an answer earns its points under its run, and one that earns nothing books nothing', async () => {
  const booked: unknown[] = [];
  const reward = createRewardAnswer(async ({ occasion }, { points }) => {
    booked.push([occasion, points]);
    return { ok: true };
  });
  await reward({ memberId: 'm-1', run: 'r.2026-Q1', points: 50, occurredAt: NOW.toISOString() });
  await reward({ memberId: 'm-1', run: 's.2026-Q1', points: 0, occurredAt: NOW.toISOString() });
  expect(booked).toEqual([['r.2026-Q1', 50]]);
  const mismatching = createRewardAnswer(async () => ({ ok: false }));
  await expect(mismatching({ memberId: 'm-1', run: 'r', points: 1, occurredAt: NOW.toISOString() })).rejects.toThrow();
});

/** Asks who left, with what is written of it. */
function leaving(known: Partial<KnownMember> = {}) {
  const { stored, kept, ports } = definitions();
  const asked: Invitation[] = [];
  const merged: string[][] = [];
  const inviteLeaver = createInviteLeaver(
    {
      invitations: {
        forwarding: async () => undefined,
        add: async (invitation) => {
          asked.push(invitation);
          return 'ASKED';
        },
        mergeAskedLast: async (...ids) => {
          merged.push(ids);
        },
      },
      surveys: ports.surveys,
      readMember: async (memberId) => ({ memberId, isReachable: true, ...known }),
      tierOf: async () => 'vip',
    },
    PROGRAMME,
    TIME_ZONE,
  );
  const ask = () =>
    inviteLeaver({ memberId: 'm-1', stage: 'churned', silence: '2025-10-01', occurredAt: NOW.toISOString() });
  return { stored, kept, asked, merged, ask };
}

test('who left is asked as of the instant that is told, by the survey that the file names, in the version of now', async () => {
  const { stored, kept, asked, ask } = leaving();
  await ask();
  stored.push({ surveyId: 'leavers', version: 1, body: leavers() });
  await ask();
  const run = { run: 'leavers.2025-10-01', kind: 'leavers', invitedAt: NOW.toISOString(), closesOn: '2026-02-08' };
  expect(asked).toMatchObject([
    { ...run, version: 0, edition: [...kept][0] },
    { ...run, version: 1 },
  ]);
});

test('who left and can not be written to is not asked, and who became another is not asked by a quarter soon', async () => {
  const unreachable = leaving({ isReachable: false });
  await unreachable.ask();
  expect(unreachable.asked).toEqual([]);
  const merged = leaving({ memberId: 'm-new' });
  await merged.ask();
  // The link that leads there was signed for the one that was asked.
  expect(merged.asked).toMatchObject([{ memberId: 'm-1' }]);
  expect(merged.merged).toEqual([['m-1', 'm-new']]);
});

test('a survey is defined version by version, and what does not go together is refused', async () => {
  const { ports } = definitions();
  const define = createDefineSurvey(ports, NAMES);
  expect(await define('own', satisfaction(), 'key-1')).toEqual({ ok: true, value: { surveyId: 'own', version: 1 } });
  // What is defined as it is already stays the version that it is.
  expect(await define('own', satisfaction(), 'key-1')).toMatchObject({ ok: true, value: { version: 1 } });
  expect(await define('own', satisfaction({ points: 7 }), 'key-1')).toMatchObject({ ok: true, value: { version: 2 } });
  // Nobody would be told of it: the message that asks is about something else.
  expect(await define('own', satisfaction({ topic: 'offers' }), 'key-1')).toMatchObject({
    ok: false,
    refusal: { code: 'SURVEY_INVALID', expected: expect.stringContaining('leads to the survey: surveys') },
  });
  expect(await define('own', satisfaction({ topic: 'x' }), 'key-1')).toMatchObject({
    ok: false,
    refusal: { code: 'SURVEY_INVALID' },
  });
  // Who left is led to the survey of that id, and to no other.
  expect((await define('own', leavers(), 'key-1')).ok).toBe(false);
  expect((await define('leavers', satisfaction(), 'key-1')).ok).toBe(false);
  expect((await define('leavers', leavers(), 'key-1')).ok).toBe(true);
});

test('one that is off can not be switched off again, and the ladder’s can not at all', async () => {
  const { ports } = definitions();
  const switchOff = createSwitchOffSurvey(ports, PROGRAMME);
  const off = (id: string) => switchOff(id, 'key-1');
  expect(await off('quarterly-satisfaction')).toMatchObject({ ok: true, value: { version: 1 } });
  expect(await off('quarterly-satisfaction')).toMatchObject({ ok: false, refusal: { code: 'SURVEY_UNKNOWN' } });
  expect(await off('leavers')).toMatchObject({ ok: false, refusal: { code: 'SURVEY_OF_THE_LADDER' } });
  expect(await off('nothing')).toMatchObject({ ok: false, refusal: { code: 'SURVEY_UNKNOWN' } });
});
