import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { createApiKeys } from '../../lambdas/kernel/api-key-store.ts';
import { createRecordRejection } from '../../lambdas/kernel/rejection.ts';
import { getItem, putNewItem } from '../../lambdas/kernel/table/items.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { loseNext, loseNothing, reconnect, startTable, type TestTable } from './engine.ts';
import { loseAnswer, OPERATIONS, openShop } from './operations.ts';

let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const clock = () => new Date('2026-02-03T04:05:06.007Z');
const lost = ['answer', 'request'] as const;

test.each(lost)('a lost %s of a claim: the claim is still its own, and nobody else gets it', async (what) => {
  const key = { PK: 'TEST', SK: `claim-${what}` };
  const fault = loseNext(table, what);
  expect(await putNewItem(table, key)).toBe('WRITTEN');
  expect(fault.lostCount()).toBe(1);
  loseNothing(table);
  expect(await putNewItem(table, key)).toBe('EXISTS');
});

test('an item that was written by somebody else stays as it is when the answer that it exists is lost', async () => {
  const key = { PK: 'TEST', SK: 'taken' };
  await putNewItem(table, { ...key, by: 'first' });
  const fault = loseNext(table, 'answer');
  expect(await putNewItem(table, { ...key, by: 'second' })).toBe('EXISTS');
  expect(fault.lostCount()).toBe(1);
  expect(await getItem(table, key, z.object({ by: z.string() }))).toEqual({ by: 'first' });
});

test.each(lost)('a lost %s while a key is created leaves one key, which opens', async (what) => {
  const apiKeys = createApiKeys(table);
  const fault = loseNext(table, what);
  await apiKeys.create(`hf_lost_${what}`, { keyId: `k-${what}`, kind: 'server', scopes: [] });
  expect(fault.lostCount()).toBe(1);
  loseNothing(table);
  expect(await apiKeys.find(`hf_lost_${what}`)).toMatchObject({ keyId: `k-${what}`, kind: 'server', scopes: [] });
});

test.each(lost)('a lost %s while a rejection is kept leaves one rejection', async (what) => {
  const fault = loseNext(table, what);
  const rejection = {
    memberId: 'r',
    messageId: what,
    eventName: 'Order Completed',
    code: 'CURRENCY_MISMATCH',
    details: {},
  };
  await createRecordRejection(table, clock)(rejection);
  expect(fault.lostCount()).toBe(1);
  loseNothing(table);
  const key = keys.rejection('r', what, 'CURRENCY_MISMATCH');
  expect(await getItem(table, key, z.object({ code: z.string() }))).toEqual({ code: 'CURRENCY_MISMATCH' });
});

describe.each(OPERATIONS)('$name', ({ name, prepare, run }) => {
  test('an answer that is lost after any of its commands leaves the one effect, and told again it is answered alike', async () => {
    const clean = openShop(table, `${name}-clean-`);
    await prepare?.(clean);
    const answer = await run(clean);
    const expected = await clean.state();
    // One command after the other, until there is none left to lose the answer of.
    for (let nth = 1; ; nth += 1) {
      const own = reconnect(table);
      const shop = openShop(own, `${name}-${nth}-`);
      await prepare?.(shop);
      const fault = loseAnswer(own, nth);
      const first = await run(shop);
      const wasLost = fault.stop();
      const again = await run(shop);
      expect({ nth, first, again }).toEqual({ nth, first: answer, again: answer });
      expect({ nth, state: await shop.state() }).toEqual({ nth, state: expected });
      await own.stop();
      if (!wasLost) break;
      expect(nth).toBeLessThan(60);
    }
  });

  test('twenty times at once it has one effect', async () => {
    const clean = openShop(table, `${name}-once-`);
    await prepare?.(clean);
    await run(clean);
    const shop = openShop(table, `${name}-twenty-`);
    await prepare?.(shop);
    await Promise.all(Array.from({ length: 20 }, () => run(shop).catch(() => undefined)));
    // As its queue does with those that met too many others.
    await run(shop);
    expect(await shop.state()).toEqual(await clean.state());
  });
});
