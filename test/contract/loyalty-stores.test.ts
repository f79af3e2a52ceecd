import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createApiKeys } from '../../lambdas/kernel/api-key-store.ts';
import { dueItems } from '../../lambdas/kernel/due.ts';
import { createProcessedEvents } from '../../lambdas/kernel/processed-event.ts';
import { createRecordRejection } from '../../lambdas/kernel/rejection.ts';
import { createEarnPoints } from '../../lambdas/loyalty/earn-points.ts';
import { createEarningStore } from '../../lambdas/loyalty/earning-store.ts';
import { createReleasePoints } from '../../lambdas/loyalty/release-points.ts';
import { createReleaseStore } from '../../lambdas/loyalty/release-store.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

const SETTINGS = {
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  pointsPerUnit: 1,
  returnWindowDays: 14,
  expiry: { kind: 'never' } as const,
};
const RELEASED_AT = '2026-03-15T02:00:00.000Z';
const clock = () => new Date('2026-03-01T02:00:01.000Z');

let table: TestTable;
let earn: ReturnType<typeof createEarnPoints>;
let release: ReturnType<typeof createReleasePoints>;

beforeAll(async () => {
  table = await startTable();
  earn = createEarnPoints(createEarningStore(table, 1), SETTINGS, clock);
  release = createReleasePoints(createReleaseStore(table), clock);
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const order = (memberId: string, orderId: string, revenue: string) => ({
  memberId,
  orderId,
  revenue,
  currency: 'CNY',
  paidAt: '2026-03-01T02:00:00.000Z',
  causeHash: `${orderId}:${revenue}`,
});

const lotKey = (memberId: string, orderId: string) => ({
  PK: `MEMBER#${memberId}`,
  SK: `LOT#P#${RELEASED_AT}#${orderId}`,
});

interface Stored {
  readonly SK: string;
  readonly deltas?: Readonly<Record<string, number>>;
  readonly points?: number;
  readonly [attribute: string]: unknown;
}

async function items(memberId: string): Promise<Stored[]> {
  const { Items = [] } = (await table.engine.call('DynamoDB_20120810.Query', {
    TableName: table.name,
    KeyConditionExpression: 'PK = :pk',
    ExpressionAttributeValues: { ':pk': { S: `MEMBER#${memberId}` } },
  })) as { Items?: Record<string, never>[] };
  const { unmarshall } = await import('@aws-sdk/util-dynamodb');
  return Items.map((item) => unmarshall(item) as Stored);
}

const BUCKETS = ['pending', 'active', 'lifetimeEarned', 'tierQualifying'];

/** The balance as it is kept, and as its entries add up. */
async function balances(memberId: string) {
  const all = await items(memberId);
  const points = all.find(({ SK }) => SK === 'POINTS');
  const sum = (bucket: string) => all.reduce((total, { deltas }) => total + (deltas?.[bucket] ?? 0), 0);
  const lots = (prefix: string) =>
    all.filter(({ SK }) => SK.startsWith(prefix)).reduce((total, lot) => total + (lot.points ?? 0), 0);
  return {
    kept: Object.fromEntries(BUCKETS.map((bucket) => [bucket, points?.[bucket] ?? 0])),
    summed: Object.fromEntries(BUCKETS.map((bucket) => [bucket, sum(bucket)])),
    pendingLots: lots('LOT#P#'),
    activeLots: lots('LOT#A#'),
  };
}

test('whatever is earned and released, doubled and interleaved, balance, entries and lots agree and each order counts once', async () => {
  const step = fc.record({
    order: fc.integer({ min: 0, max: 4 }),
    action: fc.constantFrom('earn', 'release'),
    times: fc.integer({ min: 1, max: 3 }),
  });
  let history = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      history += 1;
      const member = `history-${history}`;
      await Promise.all(
        steps.flatMap((each) =>
          Array.from({ length: each.times }, () =>
            each.action === 'earn'
              ? earn(order(member, `o-${each.order}`, `${each.order * 10}.99`))
              : release(lotKey(member, `o-${each.order}`)),
          ),
        ),
      );
      const { kept, summed, pendingLots, activeLots } = await balances(member);
      const earned = new Set(steps.filter(({ action }) => action === 'earn').map((each) => each.order));
      expect(kept).toEqual(summed);
      expect(kept['lifetimeEarned']).toBe([...earned].reduce((total, each) => total + each * 10, 0));
      expect([pendingLots, activeLots]).toEqual([kept['pending'], kept['active']]);
      expect(pendingLots + activeLots).toBe(kept['lifetimeEarned']);
    }),
    { numRuns: 25 },
  );
});

test.each(['answer', 'request'] as const)('a lost %s while earning or releasing leaves one effect', async (what) => {
  const member = `lost-${what}`;
  loseNext(table, what);
  expect(await earn(order(member, 'o-1', '30'))).toEqual({ ok: true, value: { points: 30 } });
  loseNothing(table);
  loseNext(table, what);
  await release(lotKey(member, 'o-1'));
  loseNothing(table);
  const { kept, summed } = await balances(member);
  expect(kept).toEqual({ pending: 0, active: 30, lifetimeEarned: 30, tierQualifying: 30 });
  expect(summed).toEqual(kept);
});

test('the same order with other content is refused, however late it comes, and changes nothing', async () => {
  await earn(order('mismatch', 'o-1', '30'));
  await release(lotKey('mismatch', 'o-1'));
  expect(await earn(order('mismatch', 'o-1', '300'))).toMatchObject({
    ok: false,
    refusal: { code: 'PAYLOAD_MISMATCH' },
  });
  expect((await balances('mismatch')).kept).toMatchObject({ active: 30, lifetimeEarned: 30 });
});

test('an order too small for a point is recorded and leaves nothing to release', async () => {
  expect(await earn(order('small', 'o-1', '0.99'))).toEqual({ ok: true, value: { points: 0 } });
  expect((await items('small')).map(({ SK }) => SK)).toEqual(['ENTRY#EARN#o-1', 'POINTS']);
});

test('a pending lot is due when the return window ends, and is due no more once released', async () => {
  await earn(order('due', 'o-1', '12'));
  const due = async () =>
    (await dueItems(table, 0, RELEASED_AT, 100)).items.filter(({ memberId }) => memberId === 'due');
  expect(await due()).toEqual([{ key: lotKey('due', 'o-1'), dueAt: RELEASED_AT, rule: 'release', memberId: 'due' }]);
  await release(lotKey('due', 'o-1'));
  expect(await due()).toEqual([]);
});

test('an event is claimed once, by each consumer for itself', async () => {
  const claims = await Promise.all(
    Array.from({ length: 10 }, () => createProcessedEvents(table, 'a', clock).claim('claims', 'e-1')),
  );
  expect(claims.filter(Boolean)).toHaveLength(1);
  expect(await createProcessedEvents(table, 'b', clock).claim('claims', 'e-1')).toBe(true);
});

test('a rejection is kept once, for 90 days', async () => {
  const record = createRecordRejection(table, clock);
  const rejection = {
    memberId: 'rejected',
    messageId: 'm-1',
    eventName: 'Order Completed',
    code: 'CURRENCY_MISMATCH',
    details: {},
  };
  await record(rejection);
  await record(rejection);
  const kept = await items('rejected');
  expect(kept).toHaveLength(1);
  expect(kept[0]?.['ttlEpochSeconds']).toBe(Math.floor(clock().getTime() / 1000) + 90 * 86_400);
});

test('a key is found by its secret, which is stored nowhere, until it is revoked', async () => {
  const apiKeys = createApiKeys(table);
  await apiKeys.create('hf_secret', { keyId: 'k-1', kind: 'server', scopes: [] });
  await apiKeys.create('hf_second', { keyId: 'k-2', kind: 'operator', scopes: ['read'] });
  expect(await apiKeys.find('hf_secret')).toEqual({ keyId: 'k-1', kind: 'server', scopes: [] });
  expect(await apiKeys.find('hf_other')).toBeUndefined();
  const everything = await table.engine.call('DynamoDB_20120810.Scan', { TableName: table.name });
  expect(JSON.stringify(everything)).not.toContain('hf_secret');

  expect(await apiKeys.revoke('k-1')).toBe('REVOKED');
  expect(await apiKeys.revoke('k-9')).toBe('UNKNOWN_KEY');
  // Another function's memory of keys is empty, or older than a minute.
  const elsewhere = createApiKeys(table);
  expect(await elsewhere.find('hf_secret')).toBeUndefined();
  expect(await elsewhere.find('hf_second')).toMatchObject({ keyId: 'k-2' });
  expect(await apiKeys.list()).toMatchObject([
    { keyId: 'k-1', revokedAt: expect.any(String) },
    { keyId: 'k-2', kind: 'operator', scopes: ['read'], revokedAt: undefined },
  ]);
});
