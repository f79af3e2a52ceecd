import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ok, refuse } from '../../../lambdas/kernel/result.ts';
import { createFoldProfile } from '../../../lambdas/members/fold-profile.ts';
import { createMergeMembers } from '../../../lambdas/members/merge-members.ts';
import { emptyProfile, mergeProfiles } from '../../../lambdas/members/profile.ts';
import { anyEvent, memberEvent, profileOf } from './events.ts';
import { memoryProfiles } from './memory-profiles.ts';

const MERGE = { fromId: 'm-old', toId: 'm-new', isDryRun: false };

/** Profiles in memory, and the parts that others do, as a list of what was called. `wait` holds up each access. */
function rig(wait: (name: string) => Promise<unknown> = async () => undefined) {
  const profiles = memoryProfiles(wait);
  const calls: string[] = [];
  const refusing = { isRefusing: false };
  const merge = createMergeMembers({
    profiles: profiles.store,
    mergeAccounts: async ({ isDryRun }: { readonly isDryRun: boolean }) => {
      await wait('accounts');
      calls.push(isDryRun ? 'accounts?' : 'accounts');
      return refusing.isRefusing ? refuse({ code: 'MERGED_AWAY' as const }) : ok({ points: 7 });
    },
    mergeCaps: async () => {
      await wait('caps');
      calls.push('caps');
    },
    mergeContacts: async (fromId, toId) => {
      await wait('contacts');
      // A contact is closed after the profile it belongs to.
      expect(profiles.kept.get(fromId)?.forwardTo).toBe(toId);
      calls.push('contacts');
    },
    mergeOutreach: async () => {
      await wait('outreach');
      calls.push('outreach');
    },
    mergeCare: async () => {
      await wait('care');
      calls.push('care');
    },
    mergeSurveys: async () => {
      await wait('surveys');
      calls.push('surveys');
    },
    mergeWatches: async () => {
      await wait('watches');
      calls.push('watches');
    },
    mergeCredits: async () => {
      await wait('credits');
      calls.push('credits');
    },
  });
  const tell = (memberId: string, products: readonly string[]) =>
    createFoldProfile(profiles.store)(
      memberId,
      products.map((product_id) => profileOf(memberEvent({ userId: memberId, facts: { product_id } }), memberId)),
    );
  const productsOf = (memberId: string) =>
    profiles
      .profile(memberId)
      ?.products.map(({ name }) => name)
      .sort();
  return { ...profiles, merge, calls, refusing, tell, productsOf };
}

test('points go first, then the hold on advertising, then the profile, which is added up, then the contact', async () => {
  const { merge, calls, tell, productsOf, profile, kept } = rig();
  await tell('m-old', ['mug', 'tea']);
  await tell('m-new', ['tea', 'jug']);
  expect(await merge(MERGE)).toEqual(ok({ points: 7 }));
  expect(calls).toEqual(['accounts', 'care', 'caps', 'contacts', 'outreach', 'surveys', 'watches', 'credits']);
  expect(productsOf('m-new')).toEqual(['jug', 'mug', 'tea']);
  expect(profile('m-new')?.memberId).toBe('m-new');
  expect(kept.get('m-old')?.forwardTo).toBe('m-new');
});

test('a merge done again changes nothing and is answered alike', async () => {
  const { merge, tell, writeCount } = rig();
  await tell('m-old', ['mug']);
  await tell('m-new', ['tea']);
  const answer = await merge(MERGE);
  const writes = writeCount();
  expect(await merge(MERGE)).toEqual(answer);
  expect(writeCount()).toBe(writes);
});

test('a dry run says what would move, and writes nothing', async () => {
  const { merge, calls, tell, writeCount } = rig();
  await tell('m-old', ['mug']);
  await tell('m-new', ['tea']);
  const writes = writeCount();
  expect(await merge({ ...MERGE, isDryRun: true })).toEqual(ok({ points: 7 }));
  expect([calls, writeCount()]).toEqual([['accounts?'], writes]);
});

test.each(['m-old', 'm-new'])('where nothing spoke of %s nothing is done', async (unknown) => {
  const { merge, calls, tell, writeCount } = rig();
  await tell(unknown === 'm-old' ? 'm-new' : 'm-old', ['mug']);
  expect(await merge(MERGE)).toEqual(refuse({ code: 'MEMBER_UNKNOWN', given: unknown }));
  expect([calls, writeCount()]).toEqual([[], 1]);
});

test('points that can not be moved leave profile and contact as they are', async () => {
  const { merge, calls, tell, refusing, writeCount } = rig();
  await tell('m-old', ['mug']);
  await tell('m-new', ['tea']);
  refusing.isRefusing = true;
  expect(await merge(MERGE)).toEqual(refuse({ code: 'MERGED_AWAY' }));
  expect([calls, writeCount()]).toEqual([['accounts'], 2]);
});

test('stopped at any of its steps, the rest follows when it is asked again', async () => {
  for (let stop = 1; ; stop += 1) {
    let step = 0;
    let isArmed = false;
    const { merge, tell, productsOf, kept, calls } = rig(async () => {
      step += isArmed ? 1 : 0;
      if (isArmed && step === stop) throw new Error('stopped');
    });
    await tell('m-old', ['mug']);
    await tell('m-new', ['tea']);
    isArmed = true;
    const first = await merge(MERGE).catch(() => 'STOPPED');
    isArmed = false;
    expect(await merge(MERGE)).toEqual(ok({ points: 7 }));
    expect({ stop, products: productsOf('m-new') }).toEqual({ stop, products: ['mug', 'tea'] });
    expect(kept.get('m-old')?.forwardTo).toBe('m-new');
    expect(calls.at(-1)).toBe('credits');
    if (first !== 'STOPPED') return;
    expect(stop).toBeLessThan(30);
  }
});

test('what is told of either while they are merged is the other’s in the end, however it is interleaved', async () => {
  const told = fc.array(fc.record({ event: anyEvent, memberId: fc.constantFrom('m-old', 'm-new') }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(told, fc.scheduler(), async (events, scheduler) => {
      let isHeld = false;
      const { merge, store, tell, profile } = rig(async (name) => {
        if (isHeld) await scheduler.schedule(Promise.resolve(), name);
      });
      await tell('m-old', ['mug']);
      await tell('m-new', ['tea']);
      const before = ['m-old', 'm-new'].map((memberId) => profile(memberId) ?? emptyProfile(memberId));
      isHeld = true;
      const fold = createFoldProfile(store);
      const folds = events.map(({ event, memberId }) => fold(memberId, [profileOf(event, memberId)]));
      await scheduler.waitFor(Promise.all([merge(MERGE), ...folds]));
      const all = [...before, ...events.map(({ event }) => profileOf(event))];
      expect(profile('m-new')).toEqual(all.reduce(mergeProfiles, emptyProfile('m-new')));
    }),
  );
});

test('a merge that is finished after its target was merged too goes on to that one’s', async () => {
  const { merge, store, kept, tell, productsOf } = rig();
  await tell('m-old', ['mug']);
  await tell('m-new', ['tea']);
  await tell('m-newest', ['jug']);
  // Of the first merge only the points were moved.
  await merge({ fromId: 'm-new', toId: 'm-newest', isDryRun: false });
  await merge(MERGE);
  expect(productsOf('m-newest')).toEqual(['jug', 'mug', 'tea']);
  expect(await store.profile('m-new')).toMatchObject({ forwardTo: 'm-newest' });
  expect(kept.get('m-old')?.forwardTo).toBe('m-new');
});
