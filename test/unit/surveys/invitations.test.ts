import { expect, test } from 'vitest';
import { createDefineSurvey, createSwitchOffSurvey } from '../../../lambdas/surveys/define-survey.ts';
import { askedNotice, invite, quarterRun, remindAt, stateOf } from '../../../lambdas/surveys/invitation.ts';
import { createInviteLeaver } from '../../../lambdas/surveys/invite-leaver.ts';
import { createRemindMember } from '../../../lambdas/surveys/remind-member.ts';
import { createRewardAnswer } from '../../../lambdas/surveys/reward-answer.ts';
import type { StoredSurvey } from '../../../lambdas/surveys/survey.ts';
import { invitationOf, leavers, satisfaction, surveyOf, TIME_ZONE } from './ready.ts';

const NOW = new Date('2026-01-08T02:00:00Z');
const PROGRAMME = { 'quarterly-satisfaction': satisfaction(), leavers: leavers() };
const NAMES = { topics: ['surveys', 'offers'], tiers: ['vip'], programme: PROGRAMME };

function definitions() {
  const stored: StoredSurvey[] = [];
  const surveys = {
    surveys: async () => stored,
    add: async (survey: StoredSurvey) => {
      stored.push(survey);
      return 'WRITTEN' as const;
    },
  };
  return { stored, ports: { surveys, clock: () => NOW } };
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
  const { data } = askedNotice(invitationOf(), surveyOf(satisfaction()), 'SurveyInvited', NOW.toISOString());
  expect(data).toMatchObject({ question: 'nps', scaleFrom: 0, scaleTo: 10, points: 50, closesOn: '2026-01-23' });
  const asksText = surveyOf(
    satisfaction({ questions: [{ id: 'why', kind: 'text', required: false, text: { en: 'Why?', zh: '为何？' } }] }),
  );
  expect(askedNotice(invitationOf(), asksText, 'SurveyInvited', NOW.toISOString()).data).not.toHaveProperty(
    'scaleFrom',
  );
});

test.each([
  ['who has not answered', invitationOf(), 1],
  ['who has answered', invitationOf({ answeredAt: '2026-01-02T00:00:00.000Z' }), 0],
  ['whose survey is over', invitationOf({ closesOn: '2026-01-08' }), 0],
])('%s is told of it %#', async (_, invitation, count) => {
  const told: unknown[] = [];
  const remind = createRemindMember(
    {
      invitations: {
        invitation: async () => invitation,
        remind: async (__, notice) => {
          if (notice !== undefined) told.push(notice);
        },
      },
      surveys: { survey: async () => surveyOf(satisfaction()) },
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

test('who left is asked by the survey that the file names, in the version of now; one that is off is asked as it was last', async () => {
  const { stored, ports } = definitions();
  const asked: unknown[] = [];
  const invitations = {
    add: async ({ run, version, kind }: { run: string; version: number; kind: string }) => {
      asked.push([run, version, kind]);
      return 'ASKED' as const;
    },
  };
  const inviteLeaver = createInviteLeaver(
    { invitations, surveys: ports.surveys, tierOf: async () => 'vip', clock: () => NOW },
    PROGRAMME,
    TIME_ZONE,
  );
  const leaving = { memberId: 'm-1', stage: 'churned', silence: '2025-10-01' } as const;
  await inviteLeaver(leaving);
  stored.push({ surveyId: 'leavers', version: 1, body: leavers() });
  await inviteLeaver(leaving);
  stored.push({ surveyId: 'leavers', version: 2 });
  await inviteLeaver(leaving);
  expect(asked).toEqual([0, 1, 1].map((version) => ['leavers.2025-10-01', version, 'leavers']));
});

test('a survey is defined version by version, and what does not go together is refused', async () => {
  const { ports } = definitions();
  const define = createDefineSurvey(ports, NAMES);
  expect(await define('own', satisfaction(), 'key-1')).toEqual({ ok: true, value: { surveyId: 'own', version: 1 } });
  expect(await define('own', satisfaction(), 'key-1')).toMatchObject({ ok: true, value: { version: 2 } });
  expect(await define('own', satisfaction({ topic: 'x' }), 'key-1')).toMatchObject({
    ok: false,
    refusal: { code: 'SURVEY_INVALID' },
  });
  // Who left is led to the survey of that id, and to no other.
  expect((await define('own', leavers(), 'key-1')).ok).toBe(false);
  expect((await define('leavers', satisfaction(), 'key-1')).ok).toBe(false);
  expect((await define('leavers', leavers(), 'key-1')).ok).toBe(true);
});

test('one that is off can not be switched off again, and is on when it is defined', async () => {
  const { ports } = definitions();
  const switchOff = createSwitchOffSurvey(ports, PROGRAMME);
  expect(await switchOff('leavers', 'key-1')).toMatchObject({ ok: true, value: { version: 1 } });
  expect(await switchOff('leavers', 'key-1')).toMatchObject({ ok: false, refusal: { code: 'SURVEY_UNKNOWN' } });
  expect(await switchOff('nothing', 'key-1')).toMatchObject({ ok: false, refusal: { code: 'SURVEY_UNKNOWN' } });
});
