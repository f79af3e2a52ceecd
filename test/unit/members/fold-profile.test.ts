import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BusyError } from '../../../lambdas/kernel/busy-error.ts';
import { createFoldProfile } from '../../../lambdas/members/fold-profile.ts';
import { emptyProfile, mergeProfiles } from '../../../lambdas/members/profile.ts';
import { anyEvent, memberEvent, profileOf } from './events.ts';
import { memoryProfiles } from './memory-profiles.ts';

const viewed = (product: string) => profileOf(memberEvent({ facts: { product_id: product } }));

test('however folds of one member are interleaved, all that was told is kept', async () => {
  const groups = fc.array(fc.array(anyEvent, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(groups, fc.scheduler(), async (events, scheduler) => {
      const { store, profile } = memoryProfiles((name) => scheduler.schedule(Promise.resolve(), name));
      const fold = createFoldProfile(store);
      const told = events.map((group) => group.map((event) => profileOf(event)));
      await scheduler.waitFor(Promise.all(told.map((group) => fold('m-1', group))));
      expect(profile('m-1')).toEqual(told.flat().reduce(mergeProfiles, emptyProfile('m-1')));
    }),
  );
});

test('what a profile says already is not written again, and nothing told writes nothing', async () => {
  const { store, kept, writeCount } = memoryProfiles();
  const fold = createFoldProfile(store);
  await fold('m-1', []);
  expect([...kept]).toEqual([]);
  const told = [viewed('mug'), viewed('tea')];
  await fold('m-1', told);
  await fold('m-1', told.toReversed());
  await fold('m-1', []);
  expect(writeCount()).toBe(1);
});

test('a write whose answer was lost is found to be done', async () => {
  const { store, profile, writeCount } = memoryProfiles();
  const fold = createFoldProfile({
    ...store,
    replace: async (...given) => {
      await store.replace(...given);
      return 'CHANGED_MEANWHILE';
    },
  });
  await fold('m-1', [viewed('mug')]);
  expect(writeCount()).toBe(1);
  expect(profile('m-1')?.products.map(({ name }) => name)).toEqual(['mug']);
});

test('what is told of a merged member goes to whom it became, as that one’s, over several merges', async () => {
  const { store, kept, profile } = memoryProfiles();
  const fold = createFoldProfile(store);
  for (const memberId of ['m-1', 'm-2', 'm-3']) await fold(memberId, [viewed(memberId)]);
  await store.replace(kept.get('m-1'), emptyProfile('m-1'), { forwardTo: 'm-2' });
  await store.replace(kept.get('m-2'), emptyProfile('m-2'), { forwardTo: 'm-3' });
  await fold('m-1', [viewed('late')]);
  expect(profile('m-3')).toMatchObject({ memberId: 'm-3' });
  expect(profile('m-3')?.products.map(({ name }) => name)).toEqual(['late', 'm-3']);
  expect([kept.get('m-1'), kept.get('m-2')]).toMatchObject([{ forwardTo: 'm-2' }, { forwardTo: 'm-3' }]);
});

test('a circle of merged members is a fault, and opens none of them', async () => {
  const { store, kept } = memoryProfiles();
  await store.replace(undefined, emptyProfile('m-1'), { forwardTo: 'm-2' });
  await store.replace(undefined, emptyProfile('m-2'), { forwardTo: 'm-1' });
  await expect(createFoldProfile(store)('m-1', [viewed('mug')])).rejects.toThrow(
    'member m-1 is forwarded more than 20 times',
  );
  expect([kept.get('m-1'), kept.get('m-2')]).toMatchObject([{ forwardTo: 'm-2' }, { forwardTo: 'm-1' }]);
});

test('a profile that others keep changing is busy, after a limited number of tries', async () => {
  let tries = 0;
  const { store } = memoryProfiles();
  const replace = async () => {
    tries += 1;
    return 'CHANGED_MEANWHILE' as const;
  };
  await expect(createFoldProfile({ ...store, replace })('m-1', [viewed('mug')])).rejects.toThrow(BusyError);
  expect(tries).toBe(10);
});

const SIGNED_UP_AT = '2026-05-03T04:00:00.000Z';
const TELLING = { dormantDays: 30, timeZone: 'Asia/Shanghai', clock: () => new Date(SIGNED_UP_AT) };
const signedUp = profileOf(memberEvent({ event: 'Signed Up', timestamp: SIGNED_UP_AT }));
const SIGN_UP = {
  ...{ memberId: 'm-1', noticeId: 'SIGNED_UP', name: 'MemberSignedUp', occurredAt: SIGNED_UP_AT, data: {} },
};

test('of a member who was known before, that it signed up is told once, beside that it came again', async () => {
  const { store, notices } = memoryProfiles();
  const fold = createFoldProfile(store, TELLING);
  await fold('m-1', [viewed('mug')]);
  expect(notices).toEqual([]);
  await fold('m-1', [signedUp]);
  expect(notices).toEqual([expect.objectContaining({ name: 'MemberReturned' }), SIGN_UP]);
  await fold('m-1', [{ ...emptyProfile('m-1'), joinedAt: '2026-05-02T04:00:00.000Z' }]);
  expect(notices).toHaveLength(2);
});

test('of a member whose first word is the sign-up, the profile itself tells', async () => {
  const { store, notices } = memoryProfiles();
  await createFoldProfile(store, TELLING)('m-1', [viewed('mug'), signedUp]);
  expect(notices).toEqual([]);
});

test('whether a member was away is asked as of the day in the programme’s zone', async () => {
  const visitAt = (timestamp: string) => profileOf(memberEvent({ timestamp }));
  const namesOn = async (now: string) => {
    const { store, notices } = memoryProfiles();
    const fold = createFoldProfile(store, { ...TELLING, clock: () => new Date(now) });
    await fold('m-1', [visitAt('2026-03-04T04:00:00.000Z')]);
    await fold('m-1', [visitAt('2026-03-20T04:00:00.000Z')]);
    return notices.map(({ name }) => name);
  };
  expect(await namesOn('2026-04-03T15:59:59.999Z')).toEqual([]);
  expect(await namesOn('2026-04-03T16:00:00.000Z')).toEqual(['MemberReturned']);
});
