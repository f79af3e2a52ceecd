import { expect, test } from 'vitest';
import { EMPTY_ACCOUNT } from '../../../lambdas/loyalty/balance.ts';
import type { LedgerEntry } from '../../../lambdas/loyalty/ledger-entry.ts';
import { beginTerm } from '../../../lambdas/loyalty/tier.ts';
import { recalculateTier } from '../../../lambdas/loyalty/tier-recalculation.ts';
import { level, spent, TIERS } from './tiers.ts';

const NOW = new Date('2026-06-01T04:00:00.000Z');
const order = (day: string, yuan: number): LedgerEntry => ({
  memberId: 'm-1',
  entryId: `EARN#${day}`,
  kind: 'EARN_PENDING',
  deltas: { tierQualifying: yuan },
  sums: { orderCount: 1, paidMinor: yuan * 100 },
  orderDay: day,
  occurredAt: `${day}T04:00:00.000Z`,
  recordedAt: `${day}T04:00:00.000Z`,
});
const settings = { timeZone: 'Asia/Shanghai', tiers: TIERS, isDownToo: false };
const gold = beginTerm('gold', '2026-01-01', '2026-01-01', TIERS);
const recalculate = (account: object, entries: readonly LedgerEntry[], changes: object = {}) =>
  recalculateTier('m-1', { ...EMPTY_ACCOUNT, version: 4, ...account }, entries, { ...settings, ...changes }, NOW);

test('who reaches a tier by the entries is brought to it, and told', () => {
  const { place, change } = recalculate({}, [order('2025-05-01', 900), order('2026-02-01', 1_000)]);
  expect(place).toBe('UP');
  expect(change).toMatchObject({
    entries: [],
    tiering: {
      qualifying: spent({ '2025-05-01': 900, '2026-02-01': 1_000 }),
      standing: { tier: 'silver', since: '2026-06-01' },
    },
    notices: [{ name: 'TierUpgraded', data: { tier: 'silver', from: 'regular', endsOn: '2027-06-02' } }],
  });
});

test('who is where the entries say, with what they count, is left as it is', () => {
  const account = { qualifying: spent({ '2026-02-01': 3_000, '2026-02-02': 2_000 }), standing: gold };
  expect(recalculate(account, [order('2026-02-02', 2_000), order('2026-02-01', 3_000)])).toEqual({ place: 'SAME' });
});

test('what was counted otherwise is counted anew, without a word to the member', () => {
  const account = { qualifying: spent({ '2026-02-01': 1 }), standing: gold };
  const { place, change } = recalculate(account, [order('2026-02-01', 3_000), order('2026-02-02', 2_000)]);
  expect([place, change?.notices]).toEqual(['SAME', []]);
  expect(change?.tiering).toMatchObject({
    qualifying: spent({ '2026-02-01': 3_000, '2026-02-02': 2_000 }),
    standing: gold,
  });
});

test('who holds more than is reached keeps it, unless it is asked for', () => {
  const account = { qualifying: spent({ '2026-02-01': 1_500 }), standing: gold };
  const entries = [order('2026-02-01', 1_500)];
  expect(recalculate(account, entries)).toEqual({ place: 'DOWN' });
  const { change } = recalculate(account, entries, { isDownToo: true });
  expect(change).toMatchObject({
    tiering: { standing: { tier: 'silver', since: '2026-06-01' } },
    notices: [{ name: 'TierDowngraded', data: { tier: 'silver', from: 'gold' } }],
  });
});

test('a tier that the programme does not have any more is below all', () => {
  const account = { qualifying: spent({ '2026-02-01': 1_500 }), standing: { ...gold, tier: 'platinum' } };
  expect(recalculate(account, [order('2026-02-01', 1_500)]).change?.tiering?.standing).toMatchObject({
    tier: 'silver',
  });
  const tiers = { ...TIERS, levels: [level('gold', { amount: 500_000 })] };
  expect(recalculate(account, [order('2026-02-01', 1_500)], { tiers, isDownToo: true }).change).toMatchObject({
    tiering: { standing: undefined },
    notices: [{ name: 'TierDowngraded', data: { tier: null, from: 'platinum' } }],
  });
});
