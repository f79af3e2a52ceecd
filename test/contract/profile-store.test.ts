import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ok } from '../../lambdas/kernel/result.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { createFoldProfile } from '../../lambdas/members/fold-profile.ts';
import { foldTogether } from '../../lambdas/members/fold-together.ts';
import { createMergeMembers } from '../../lambdas/members/merge-members.ts';
import { profileOfOrder } from '../../lambdas/members/order-profile.ts';
import { emptyProfile, mergeProfiles, type Profile } from '../../lambdas/members/profile.ts';
import { createProfileStore, type ProfileStore } from '../../lambdas/members/profile-store.ts';
import { anyTold, memberEvent, paidOrder, profileOf } from '../unit/members/events.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

let table: TestTable;
let profiles: ProfileStore;

beforeAll(async () => {
  table = await startTable();
  profiles = createProfileStore(table, createItemReader(table));
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const viewed = (memberId: string, product: string) =>
  profileOf(memberEvent({ userId: memberId, facts: { product_id: product } }), memberId);
const productsOf = async (memberId: string) =>
  (await profiles.profile(memberId))?.profile.products.map(({ name }) => name).sort();
async function noticesOf(memberId: string) {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk',
      FilterExpression: 'entityType = :notice',
      ExpressionAttributeValues: { ':pk': keys.profile(memberId).PK, ':notice': 'Notice' },
    }),
  );
  return Items;
}
/** Folds as one function instance does: with a reader of its own. */
const instance = () => createFoldProfile(createProfileStore(table, createItemReader(table)));

test('of a member that nothing spoke of there is no profile', async () => {
  expect(await profiles.profile('nobody')).toBeUndefined();
});

test('whatever a profile says is read back as it was', async () => {
  let sequence = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyTold, { maxLength: 40 }), async (profilesTold) => {
      sequence += 1;
      const memberId = `any-${sequence}`;
      const told = profilesTold.reduce(mergeProfiles, emptyProfile(memberId));
      await profiles.replace(undefined, told);
      expect(await profiles.profile(memberId)).toEqual({ profile: told, version: 1, forwardTo: undefined });
    }),
    { numRuns: 30 },
  );
});

test('a profile that says all it can fits well into an item', async () => {
  const day = (n: number) => new Date(Date.UTC(2024, 0, 1) + n * 86_400_000).toISOString();
  const told = Array.from({ length: 800 }, (_, n): Profile => {
    const name = `${n}`.padEnd(128, '李');
    const facts = { order_id: name, currency: 'CNY', product_id: name, category: name, brand: name };
    const event = n % 2 === 0 ? 'Order Completed' : 'Product Viewed';
    const visitors = [{ anonymousId: name, at: day(n) }];
    return { ...profileOf(memberEvent({ event, timestamp: day(n), facts }), 'largest'), visitors };
  });
  const orders = [0, 1, 799].map((n) => profileOfOrder(paidOrder(`${n}`.padEnd(128, '李'), day(n), 'largest')));
  const largest = [...told, ...orders].reduce(mergeProfiles, emptyProfile('largest'));
  await profiles.replace(undefined, largest);
  expect((await profiles.profile('largest'))?.profile).toEqual(largest);
  expect(Buffer.byteLength(JSON.stringify(largest))).toBeLessThan(100_000);
});

test('of two writers who read the same, one is told that it changed meanwhile', async () => {
  for (const version of [0, 1]) {
    const read = await profiles.profile('raced');
    const answers = await Promise.all(['a', 'b'].map((name) => profiles.replace(read, viewed('raced', name))));
    expect(answers.sort()).toEqual(['CHANGED_MEANWHILE', 'KEPT']);
    expect((await profiles.profile('raced'))?.version).toBe(version + 1);
  }
});

test('whatever several functions fold at once, nothing is lost, and told again nothing is written', async () => {
  const names = ['mug', 'tea', 'jug', 'bowl'];
  const foldAll = () => Promise.all(names.map((name) => instance()('at-once', [viewed('at-once', name)])));
  await foldAll();
  expect(await productsOf('at-once')).toEqual([...names].sort());
  const again = (await profiles.profile('at-once'))?.profile ?? emptyProfile('at-once');
  const { version } = (await profiles.profile('at-once')) ?? {};
  await Promise.all(names.map(() => instance()('at-once', [again])));
  expect((await profiles.profile('at-once'))?.version).toBe(version);
});

test('a batch that tells of one member twenty times writes it once', async () => {
  const foldInto = foldTogether(instance());
  const names = Array.from({ length: 20 }, (_, n) => `p-${n}`);
  await Promise.all(names.map((name) => foldInto('together', viewed('together', name))));
  expect(await productsOf('together')).toEqual(names.sort());
  expect((await profiles.profile('together'))?.version).toBe(1);
});

test.each(['answer', 'request'] as const)('a lost %s of a write leaves one effect', async (what) => {
  const memberId = `lost-${what}`;
  for (const [index, name] of ['mug', 'tea'].entries()) {
    let lost: (() => number) | undefined;
    const fold = createFoldProfile({
      ...profiles,
      replace: (...given) => {
        lost ??= loseNext(table, what).lostCount;
        return profiles.replace(...given);
      },
    });
    await fold(memberId, [viewed(memberId, name)]);
    loseNothing(table);
    expect(lost?.()).toBe(1);
    expect((await profiles.profile(memberId))?.version).toBe(index + 1);
  }
  expect(await productsOf(memberId)).toEqual(['mug', 'tea']);
});

test('a closed profile is written by nobody, and what is told of it goes on to whom it became', async () => {
  const fold = instance();
  await fold('old', [viewed('old', 'mug')]);
  await fold('new', [viewed('new', 'tea')]);
  const open = await profiles.profile('old');
  expect(await profiles.replace(open, viewed('old', 'mug'), { forwardTo: 'new' })).toBe('KEPT');
  const closed = await profiles.profile('old');
  expect(closed).toMatchObject({ version: 2, forwardTo: 'new' });
  expect(await profiles.replace(closed, viewed('old', 'late'))).toBe('CHANGED_MEANWHILE');
  await fold('old', [viewed('old', 'late')]);
  expect(await productsOf('new')).toEqual(['late', 'tea']);
  expect(await profiles.profile('old')).toEqual(closed);
});

test('notices are given with a profile, each once, whichever of them was given before', async () => {
  const noticeOf = (name: string) => ({
    ...{ memberId: 'told', noticeId: name, name, occurredAt: '2026-02-03T04:00:00.000Z', data: { at: name } },
  });
  const given = () => noticesOf('told');
  const [first, second] = [noticeOf('FIRST'), noticeOf('SECOND')];
  expect(await profiles.replace(undefined, viewed('told', 'mug'), { notices: [first] })).toBe('KEPT');
  const known = await profiles.profile('told');
  expect(await profiles.replace(undefined, viewed('told', 'tea'), { notices: [second] })).toBe('CHANGED_MEANWHILE');
  expect(await given()).toMatchObject([first]);
  const again = [{ ...first, data: { at: 'told anew' } }, second];
  expect(await profiles.replace(known, viewed('told', 'tea'), { notices: again })).toBe('KEPT');
  expect(await given()).toMatchObject([first, second]);
  expect(await productsOf('told')).toEqual(['tea']);
});

test('a circle of closed profiles is a fault, and is not opened', async () => {
  await profiles.replace(undefined, emptyProfile('round-a'), { forwardTo: 'round-b' });
  await profiles.replace(undefined, emptyProfile('round-b'), { forwardTo: 'round-a' });
  await expect(instance()('round-a', [viewed('round-a', 'mug')])).rejects.toThrow(
    'member round-a is forwarded more than 20 times',
  );
  expect((await profiles.profile('round-a'))?.forwardTo).toBe('round-b');
});

test('what is told of two members while they are merged is the other’s in the end', async () => {
  const merge = createMergeMembers({
    profiles,
    mergeAccounts: async () => ok('MOVED'),
    mergeCaps: async () => undefined,
    mergeContacts: async () => undefined,
    mergeOutreach: async () => undefined,
    mergeCare: async () => undefined,
    mergeSurveys: async () => undefined,
    mergeWatches: async () => undefined,
    mergeCredits: async () => undefined,
  });
  for (let round = 0; round < 10; round += 1) {
    const [fromId, toId] = [`from-${round}`, `to-${round}`];
    await Promise.all([fromId, toId].map((memberId) => instance()(memberId, [viewed(memberId, 'before')])));
    const told = [fromId, toId, fromId].map((memberId, n) => instance()(memberId, [viewed(memberId, `p-${n}`)]));
    await Promise.all([merge({ fromId, toId, isDryRun: false }), ...told]);
    expect(await productsOf(toId)).toEqual(['before', 'p-0', 'p-1', 'p-2']);
  }
});
