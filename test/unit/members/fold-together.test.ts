import { expect, test } from 'vitest';
import { foldTogether } from '../../../lambdas/members/fold-together.ts';
import type { Profile } from '../../../lambdas/members/profile.ts';
import { memberEvent, profileOf } from './events.ts';

const viewed = (memberId: string, product: string) =>
  profileOf(memberEvent({ userId: memberId, facts: { product_id: product } }), memberId);

/** A fold that keeps what it was told, and fails for one member. */
function rig(failing?: string) {
  const folds: { memberId: string; told: readonly Profile[] }[] = [];
  const foldInto = foldTogether(async (memberId, told) => {
    folds.push({ memberId, told });
    if (memberId === failing) throw new Error(`no table for ${memberId}`);
  });
  return { folds, foldInto };
}

test('what is told of a member in one turn is folded once, all of it and in order', async () => {
  const { folds, foldInto } = rig();
  const told = [viewed('m-1', 'mug'), viewed('m-2', 'jug'), viewed('m-1', 'tea')];
  await Promise.all(told.map((profile) => foldInto(profile.memberId, profile)));
  expect(folds).toEqual([
    { memberId: 'm-1', told: [told[0], told[2]] },
    { memberId: 'm-2', told: [told[1]] },
  ]);
});

test('what is told in a later turn is folded by itself, also while the first still goes on', async () => {
  const finish: (() => void)[] = [];
  const counts: number[] = [];
  const foldInto = foldTogether(async (_, told) => {
    counts.push(told.length);
    await new Promise<void>((resolve) => finish.push(resolve));
  });
  const first = foldInto('m-1', viewed('m-1', 'mug'));
  await new Promise((resolve) => setTimeout(resolve, 5));
  const second = foldInto('m-1', viewed('m-1', 'tea'));
  await new Promise((resolve) => setTimeout(resolve, 5));
  for (const done of finish) done();
  await Promise.all([first, second]);
  expect(counts).toEqual([1, 1]);
});

test('a fold that fails is the failure of all who told of its member, and of nobody else', async () => {
  const { foldInto } = rig('m-2');
  const told = ['m-1', 'm-2', 'm-3', 'm-2'].map((memberId) => foldInto(memberId, viewed(memberId, 'mug')));
  const answers = await Promise.allSettled(told);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
});

test('nobody is told that it is done before it is', async () => {
  let isDone = false;
  const foldInto = foldTogether(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    isDone = true;
  });
  await foldInto('m-1', viewed('m-1', 'mug'));
  expect(isDone).toBe(true);
});
