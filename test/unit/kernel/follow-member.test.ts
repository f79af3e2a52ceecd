import { expect, test } from 'vitest';
import { type Forwarding, followMember, followToEnd } from '../../../lambdas/kernel/follow-member.ts';

/** `m-0` was merged into `m-1`, that one into `m-2`, and so on; of the last one something is kept. */
const chainOf = (merges: number) => {
  const kept = new Map<string, Forwarding & { readonly name?: string }>();
  for (let n = 0; n < merges; n += 1) kept.set(`m-${n}`, { forwardTo: `m-${n + 1}` });
  return async (memberId: string) => kept.get(memberId) ?? (memberId === `m-${merges}` ? { name: 'last' } : undefined);
};

test('a member that was merged nowhere is itself, known or not', async () => {
  const find = chainOf(0);
  expect(await followMember(find, 'm-0')).toEqual({ memberId: 'm-0', kept: { name: 'last' }, ids: ['m-0'] });
  expect(await followMember(find, 'nobody')).toEqual({ memberId: 'nobody', kept: undefined, ids: ['nobody'] });
});

test('a member is followed through twenty merges, with all ids on the way; one more is too many', async () => {
  const ids = Array.from({ length: 21 }, (_, n) => `m-${n}`);
  expect(await followMember(chainOf(20), 'm-0')).toEqual({ memberId: 'm-20', kept: { name: 'last' }, ids });
  expect(await followMember(chainOf(21), 'm-0')).toBeUndefined();
  await expect(followToEnd(chainOf(21), 'm-0')).rejects.toThrow('m-0 is forwarded more than 20 times');
  expect(await followToEnd(chainOf(21), 'm-1')).toMatchObject({ memberId: 'm-21' });
});
