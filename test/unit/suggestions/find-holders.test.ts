import { expect, test } from 'vitest';
import { followMember } from '../../../lambdas/kernel/follow-member.ts';
import { createFindHolders } from '../../../lambdas/suggestions/find-holders.ts';

/** Members who were merged: `m-old` into `m-new`, and `m-1` to `m-30`, each into the next. */
const FORWARDS = new Map([
  ['m-old', 'm-new'],
  ...Array.from({ length: 30 }, (_, n): [string, string] => [`m-${n}`, `m-${n + 1}`]),
]);

const ALL = { fromListener: 0, toListener: 1_000 };

function rig() {
  const lost: string[] = [];
  const findHolders = createFindHolders(
    (memberId) => followMember(async (id) => ({ forwardTo: FORWARDS.get(id) }), memberId),
    (memberId) => lost.push(memberId),
  );
  return { findHolders, lost };
}

test('a person who asked under two ids is one, with all the ids that it had', async () => {
  const { findHolders, lost } = rig();
  expect(await findHolders(['m-new', 'm-old', 'm-else'], ALL)).toEqual([
    { memberId: 'm-new', ids: ['m-new', 'm-old'] },
    { memberId: 'm-else', ids: ['m-else'] },
  ]);
  expect(lost).toEqual([]);
});

test('who was merged more often than is followed is left out and named, and the others are found', async () => {
  const { findHolders, lost } = rig();
  const others = Array.from({ length: 250 }, (_, n) => `m-other-${n}`);
  const found = await findHolders(['m-1', ...others, 'm-20'], ALL);
  expect(found.map(({ memberId }) => memberId)).toEqual([...others, 'm-30']);
  expect(lost).toEqual(['m-1']);
});

test('of some listeners those are left out who listened before under another id, and nobody after them is named', async () => {
  const { findHolders, lost } = rig();
  const listeners = ['m-old', 'm-1', 'm-else', 'm-new', 'm-more', 'm-2', 'm-late'];
  const found = await findHolders(listeners, { fromListener: 3, toListener: 5 });
  expect(found.map(({ memberId }) => memberId)).toEqual(['m-more']);
  expect(lost).toEqual([]);
});
