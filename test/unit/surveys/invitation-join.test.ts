import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KeptInvitation } from '../../../lambdas/surveys/invitation-item.ts';
import { joinInvitations } from '../../../lambdas/surveys/invitation-join.ts';
import { createMergeSurveys } from '../../../lambdas/surveys/merge-surveys.ts';
import { createRemindMember } from '../../../lambdas/surveys/remind-member.ts';
import { MemoryInvitations } from './memory-invitations.ts';
import { invitationOf, satisfaction, surveyOf, TIME_ZONE } from './ready.ts';

const DAYS = ['2026-01-01', '2026-01-02', '2026-01-03'];
const instants = fc.constantFrom(...DAYS.map((day) => `${day}T02:00:00.000Z`));
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const invitations = fc
  .record({
    invitedAt: instants,
    stage: fc.constantFrom('new', 'active', 'dormant'),
    tier: optional(fc.constantFrom('silver', 'gold')),
    closesOn: fc.constantFrom(...DAYS),
    remindedAt: optional(instants),
    dueAt: optional(instants),
    answered: optional(fc.record({ answeredAt: instants, answerId: fc.uuid() })),
  })
  .map(({ answered, ...facts }): KeptInvitation => ({ ...invitationOf(), ...facts, ...answered }) as KeptInvitation);

test('what is left of three askings is the same whoever becomes whom first', () => {
  fc.assert(
    fc.property(invitations, invitations, invitations, (a, b, c) => {
      const join = (to: KeptInvitation, from: KeptInvitation) => joinInvitations('m-last', to, from);
      const left = join(a, join(b, c));
      expect(join(join(a, b), c)).toEqual(left);
      expect(join(join(c, a), b)).toEqual(left);
    }),
  );
});

test('the earlier asking and answer count, and it closes on the later day', () => {
  const to = {
    ...invitationOf(),
    stage: 'new',
    invitedAt: '2026-01-02T02:00:00.000Z',
    closesOn: '2026-01-24',
  } as const;
  const from = { ...invitationOf({ memberId: 'm-2' }), answeredAt: '2026-01-04T02:00:00.000Z', measured: { nps: 3 } };
  const answered = { ...to, answeredAt: '2026-01-05T02:00:00.000Z', measured: { nps: 9 } };
  const counted = { memberId: 'm-1', stage: 'active', closesOn: '2026-01-24', measured: { nps: 3 } };
  expect(joinInvitations('m-1', to, from)).toMatchObject(counted);
  expect(joinInvitations('m-1', answered, from)).toMatchObject(counted);
  expect(joinInvitations('m-1', from, to)).toMatchObject({ ...counted, answeredAt: from.answeredAt });
});

test.each([
  ['neither was reminded', {}, 1],
  ['one was reminded already', { remindedAt: '2026-01-07T02:00:00.000Z' }, 0],
  ['one has answered', { answeredAt: '2026-01-07T02:00:00.000Z' }, 0],
])('of an asking that both of two members were in the one who stays is reminded, once: %s', async (_, of, count) => {
  const store = new MemoryInvitations();
  const dueAt = '2026-01-08T02:00:00.000Z';
  for (const memberId of ['m-from', 'm-to']) await store.add(invitationOf({ memberId }), { remindAt: dueAt });
  const from = store.kept.get(`m-from ${invitationOf().run}`);
  const isDone = Object.keys(of).length > 0;
  store.kept.set(`m-from ${from?.run}`, {
    ...invitationOf({ memberId: 'm-from' }),
    ...of,
    dueAt: isDone ? undefined : dueAt,
  });
  await createMergeSurveys({ invitations: store })('m-from', 'm-to');
  const due = [...store.kept.values()].filter((each) => each.dueAt !== undefined);
  expect(due.map(({ memberId }) => memberId)).toEqual(count === 0 ? [] : ['m-to']);
  const surveys = { survey: async () => surveyOf(satisfaction()), latest: async () => surveyOf(satisfaction()) };
  const remind = createRemindMember({ invitations: store, surveys, clock: () => new Date(dueAt) }, TIME_ZONE);
  for (const { memberId, run } of due) await remind(memberId, run);
  expect([...store.kept.values()].filter((each) => each.dueAt !== undefined)).toEqual([]);
});
