import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coalesce } from '../../../lambdas/kernel/coalesce.ts';

/** A run that keeps what it was given and answers each with its double. */
function doubling() {
  const batches: (readonly number[])[] = [];
  const run = async (wanted: readonly number[]) => {
    batches.push(wanted);
    return wanted.map((each) => 2 * each);
  };
  return { batches, run };
}

test('whoever asks is answered for what he asked, in batches as large as allowed and in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat()), fc.integer({ min: 1, max: 10 }), async (wanted, sizeMax) => {
      const { batches, run } = doubling();
      const ask = coalesce(run, sizeMax);
      expect(await Promise.all(wanted.map(ask))).toEqual(wanted.map((each) => 2 * each));
      expect(batches.flat()).toEqual(wanted);
      expect(batches).toHaveLength(Math.ceil(wanted.length / sizeMax));
      expect(Math.max(0, ...batches.map(({ length }) => length))).toBeLessThanOrEqual(sizeMax);
    }),
  );
});

test('what is asked in a later turn goes by a call of its own', async () => {
  const { batches, run } = doubling();
  const ask = coalesce(run, 10);
  const first = Promise.all([ask(1), ask(2)]);
  await nextTurn();
  const second = ask(3);
  expect([...(await first), await second]).toEqual([2, 4, 6]);
  expect(batches).toEqual([[1, 2], [3]]);
});

test('calls made after a promise of the same turn still go along', async () => {
  const { batches, run } = doubling();
  const ask = coalesce(run, 10);
  await Promise.all([ask(1), Promise.resolve().then(() => ask(2))]);
  expect(batches).toEqual([[1, 2]]);
});

test('a batch that fails fails each who is in it, and nobody else, and the next is asked anew', async () => {
  let isBroken = true;
  const ask = coalesce(async (wanted: readonly number[]) => {
    if (isBroken && wanted.includes(2)) throw new Error('no table');
    return wanted;
  }, 2);
  const answers = await Promise.allSettled([ask(1), ask(2), ask(3), ask(4)]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
  isBroken = false;
  expect(await ask(2)).toBe(2);
});

test('a slow batch holds up no other', async () => {
  const release: (() => void)[] = [];
  const ask = coalesce(async (wanted: readonly string[]) => {
    if (wanted.includes('slow')) await new Promise<void>((resolve) => release.push(resolve));
    return wanted;
  }, 1);
  const slow = ask('slow');
  expect(await ask('quick')).toBe('quick');
  release[0]?.();
  expect(await slow).toBe('slow');
});
