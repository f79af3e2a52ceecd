import { expect, test } from 'vitest';
import { createProveLedger } from '../../../lambdas/insight/prove-ledger.ts';

const proof = (figures: Readonly<Record<string, number>>) =>
  createProveLedger({ period: async () => new Map(Object.entries(figures)) })();

test('balances that are what the entries say are proven, bucket by bucket', async () => {
  expect(await proof({})).toEqual([]);
  expect(await proof({ active: 5, 'entries-active': 5, negative: -2, 'entries-negative': -2, buyers: 9 })).toEqual([]);
});

test('a bucket that differs is named with both figures, though the buckets together agree', async () => {
  expect(await proof({ active: 5, 'entries-active': 6, pending: 1, 'entries-spent': 0 })).toEqual([
    { bucket: 'pending', balances: 1, entries: 0 },
    { bucket: 'active', balances: 5, entries: 6 },
  ]);
});
