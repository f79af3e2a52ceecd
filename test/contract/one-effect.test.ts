import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { createApiKeys } from '../../lambdas/kernel/api-key-store.ts';
import { dueItems } from '../../lambdas/kernel/due.ts';
import { createProcessedEvents } from '../../lambdas/kernel/processed-event.ts';
import { createRecordRejection } from '../../lambdas/kernel/rejection.ts';
import { type Cursor, getItem, putNewItem } from '../../lambdas/kernel/table/items.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { createEarningStore } from '../../lambdas/loyalty/earning-store.ts';
import { releaseLot } from '../../lambdas/loyalty/lot-release.ts';
import { calculateEarning } from '../../lambdas/loyalty/order-earning.ts';
import { createReleaseStore } from '../../lambdas/loyalty/release-store.ts';
import { paidOrder, RECORDED_AT, SETTINGS } from '../unit/loyalty/orders.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const clock = () => RECORDED_AT;
const lost = ['answer', 'request'] as const;
const points = z.object({ pending: z.optional(z.int()), active: z.optional(z.int()) });

function earningOf(changes: Parameters<typeof paidOrder>[0]) {
  const earning = calculateEarning(paidOrder(changes), SETTINGS, RECORDED_AT);
  if (!earning.ok) throw new Error(earning.refusal.code);
  return earning.value;
}

test.each(lost)('a lost %s of a claim: the claim is still its own, and nobody else gets it', async (what) => {
  const processed = createProcessedEvents(table, 'measure-points', clock);
  const fault = loseNext(table, what);
  expect(await processed.claim(`claim-${what}`, 'e-1')).toBe(true);
  expect(fault.lostCount()).toBe(1);
  loseNothing(table);
  expect(await processed.claim(`claim-${what}`, 'e-1')).toBe(false);
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
  expect(await apiKeys.find(`hf_lost_${what}`)).toEqual({ keyId: `k-${what}`, kind: 'server', scopes: [] });
});

test('creating a key again under the same secret does not change what it may', async () => {
  const apiKeys = createApiKeys(table);
  await apiKeys.create('hf_again', { keyId: 'k-again', kind: 'client', scopes: [] });
  await apiKeys.create('hf_again', { keyId: 'k-again', kind: 'operator', scopes: ['admin'] });
  expect(await apiKeys.find('hf_again')).toEqual({ keyId: 'k-again', kind: 'client', scopes: [] });
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
  expect(await getItem(table, keys.rejection('r', what), z.object({ code: z.string() }))).toEqual({
    code: 'CURRENCY_MISMATCH',
  });
});

test('one earning recorded twenty times at once has one effect, and one RECORDED', async () => {
  const store = createEarningStore(table, 1);
  const earning = earningOf({ memberId: 'twenty' });
  const answers = await Promise.all(Array.from({ length: 20 }, () => store.record(earning)));
  expect(answers.filter((answer) => answer === 'RECORDED')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'RECORDED_BEFORE')).toHaveLength(19);
  expect(await getItem(table, keys.points('twenty'), points)).toEqual({ pending: 128 });
  expect(await store.causeHash('twenty', earning.entry.entryId)).toBe('hash-1');
  expect(await store.causeHash('twenty', 'EARN#another')).toBeUndefined();
});

test('twenty orders of one member at once are all recorded: they meet only on the balance', async () => {
  const store = createEarningStore(table, 1);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => store.record(earningOf({ memberId: 'crowd', orderId: `o-${n}` }))),
  );
  expect(new Set(answers)).toEqual(new Set(['RECORDED']));
  expect(await getItem(table, keys.points('crowd'), points)).toEqual({ pending: 20 * 128 });
});

test('one lot released twenty times at once becomes active once', async () => {
  const { lot } = earningOf({ memberId: 'released' });
  await createEarningStore(table, 1).record(earningOf({ memberId: 'released' }));
  const store = createReleaseStore(table);
  const answers = await Promise.all(Array.from({ length: 20 }, () => store.release(lot, releaseLot(lot, RECORDED_AT))));
  expect(answers.filter((answer) => answer === 'RELEASED')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'CHANGED_MEANWHILE')).toHaveLength(19);
  expect(await getItem(table, keys.points('released'), points)).toEqual({ pending: 0, active: 128 });
});

test('a lot whose points are others than those read is CHANGED_MEANWHILE, and stays as it is', async () => {
  const { lot } = earningOf({ memberId: 'changed' });
  await createEarningStore(table, 1).record(earningOf({ memberId: 'changed' }));
  const store = createReleaseStore(table);
  const stale = { ...lot, points: lot.points + 1 };
  expect(await store.release(stale, releaseLot(stale, RECORDED_AT))).toBe('CHANGED_MEANWHILE');
  expect(await store.pendingLot(keys.pendingLot('changed', lot.releaseAt, lot.orderId))).toEqual(lot);
  expect(await getItem(table, keys.points('changed'), points)).toEqual({ pending: 128 });
});

test('a lot that waits although the balance lacks its points is a fault that says so, and nothing is written', async () => {
  const { lot } = earningOf({ memberId: 'torn' });
  const key = keys.pendingLot('torn', lot.releaseAt, lot.orderId);
  await putNewItem(table, { ...key, ...lot });
  const store = createReleaseStore(table);
  await expect(store.release(lot, releaseLot(lot, RECORDED_AT))).rejects.toThrow(
    'lot of order o-1 does not agree with the ledger: balance',
  );
  expect(await store.pendingLot(key)).toEqual(lot);
  expect(await getItem(table, keys.ledgerEntry('torn', 'RELEASE#o-1'), z.object({}))).toBeUndefined();
});

test('many due items of one instant are read by pages, each once, in the order of the index', async () => {
  const shardCount = 1_000_003;
  const store = createEarningStore(table, shardCount);
  for (let n = 0; n < 7; n += 1) await store.record(earningOf({ memberId: 'paged', orderId: `o-${n}` }));
  const { lot } = earningOf({ memberId: 'paged' });
  const shard = await shardOf('paged', lot.releaseAt, lot.orderId);
  const found: string[] = [];
  let cursor: Cursor | undefined;
  do {
    const page = await dueItems(table, shard, lot.releaseAt, 3, cursor);
    expect(page.items.length).toBeLessThanOrEqual(3);
    found.push(...page.items.map(({ key }) => key.SK));
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(found.sort()).toEqual(Array.from({ length: 7 }, (_, n) => `LOT#P#${lot.releaseAt}#o-${n}`));
  const justBefore = new Date(Date.parse(lot.releaseAt) - 1).toISOString();
  expect((await dueItems(table, shard, justBefore, 3)).items).toEqual([]);
});

/** The shard that a lot was written to, as its item says. */
async function shardOf(memberId: string, releaseAt: string, orderId: string): Promise<number> {
  const item = await getItem(table, keys.pendingLot(memberId, releaseAt, orderId), z.object({ duePK: z.string() }));
  return Number(item?.duePK.slice('DUE#'.length));
}
