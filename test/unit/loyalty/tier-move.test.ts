import { expect, test } from 'vitest';
import { EMPTY_ACCOUNT } from '../../../lambdas/loyalty/balance.ts';
import type { LedgerChange } from '../../../lambdas/loyalty/ledger-change.ts';
import type { LedgerEntry } from '../../../lambdas/loyalty/ledger-entry.ts';
import { beginTerm } from '../../../lambdas/loyalty/tier.ts';
import { inheritTier, moveTier } from '../../../lambdas/loyalty/tier-move.ts';
import { spent, TIERS } from './tiers.ts';

const NOW = new Date('2026-03-05T04:00:00.000Z');
const RULES = { timeZone: 'Asia/Shanghai', tiers: { ...TIERS, revokeOnReturn: true } };
const entryOf = (changes: Partial<LedgerEntry>): LedgerEntry => ({
  memberId: 'm-1',
  entryId: 'EARN#o-1',
  kind: 'EARN_PENDING',
  deltas: {},
  orderId: 'o-1',
  orderDay: '2026-03-05',
  occurredAt: '2026-03-05T03:00:00.000Z',
  recordedAt: '2026-03-05T04:00:00.000Z',
  ...changes,
});
const changeOf = (...entries: LedgerEntry[]): LedgerChange => ({ entries, lots: [] });
const bought = changeOf(entryOf({ sums: { orderCount: 1, paidMinor: 120_000 } }));
const silver = beginTerm('silver', '2026-03-05', '2026-03-05', RULES.tiers);

test('the entry that crosses a line says so, and the tier is written with it', () => {
  const subject = { memberId: 'm-1', account: EMPTY_ACCOUNT, decision: 'RAISE' } as const;
  const moved = moveTier(bought, subject, RULES, NOW);
  expect(moved.entries[0]?.tier).toEqual({ from: 'regular', to: 'silver', cause: 'REACHED', endsOn: '2027-03-06' });
  expect(moved.tiering).toEqual({
    memberId: 'm-1',
    account: EMPTY_ACCOUNT,
    qualifying: { '2026-03-05': { spend: 120_000, points: 0, orders: 1 } },
    standing: silver,
    trials: [{ tier: 'silver', group: 'above', day: '2026-03-05' }],
  });
});

test('an order that is only counted brings nobody to a tier', () => {
  const subject = { memberId: 'm-1', account: EMPTY_ACCOUNT, decision: 'COUNT' } as const;
  const moved = moveTier(bought, subject, RULES, NOW);
  expect(moved.entries).toEqual(bought.entries);
  expect(moved.tiering).toMatchObject({ standing: undefined, qualifying: { '2026-03-05': { spend: 120_000 } } });
});

test('what points paid does not count', () => {
  const paid = entryOf({ sums: { orderCount: 1, paidMinor: 120_000, pointsPaidMinor: 20_001 } });
  const subject = { memberId: 'm-1', account: EMPTY_ACCOUNT, decision: 'RAISE' } as const;
  expect(moveTier(changeOf(paid), subject, RULES, NOW).tiering?.standing).toBeUndefined();
});

test('the return of what brought the tier takes it, where the programme says so', () => {
  const account = { ...EMPTY_ACCOUNT, version: 1, qualifying: spent({ '2026-03-05': 1_200 }), standing: silver };
  const back = changeOf(entryOf({ entryId: 'REVERSE#o-1#a', kind: 'REVERSE_EARN', sums: { returnedMinor: 50_000 } }));
  const moved = moveTier(back, { memberId: 'm-1', account, decision: 'LOWER' }, RULES, NOW);
  expect(moved.entries[0]?.tier).toEqual({ from: 'silver', to: 'regular', cause: 'REVOKED' });
  expect(moved.tiering?.qualifying['2026-03-05']).toMatchObject({ spend: 70_000 });
  expect(moved.tiering?.standing).toBeUndefined();
});

test('without tiers, and for what does not count for any, a change is as it was', () => {
  const subject = { memberId: 'm-1', account: EMPTY_ACCOUNT, decision: 'RAISE' } as const;
  expect(moveTier(bought, subject, { timeZone: 'Asia/Shanghai' }, NOW)).toBe(bought);
  const adjusted = changeOf(entryOf({ kind: 'ADJUST', deltas: { active: 5 } }));
  expect(moveTier(adjusted, subject, RULES, NOW)).toBe(adjusted);
});

test('what is paid after midnight by a clock that is ahead counts at once', () => {
  const late = new Date('2026-03-04T15:30:00.000Z');
  const subject = { memberId: 'm-1', account: EMPTY_ACCOUNT, decision: 'RAISE' } as const;
  expect(moveTier(bought, subject, RULES, late).tiering?.standing?.tier).toBe('silver');
});

const merged = (days: Parameters<typeof spent>[0]): LedgerChange =>
  changeOf(
    entryOf({ memberId: 'm-2', kind: 'ADJUST', entryId: 'MERGE#1', sums: {} }),
    entryOf({ kind: 'ADJUST', entryId: 'MERGE#1', movedDays: spent(days) }),
  );

test('whoever two members become holds the better tier', () => {
  const gold = beginTerm('gold', '2026-01-01', '2026-01-01', RULES.tiers);
  const gainer = { ...EMPTY_ACCOUNT, version: 3, standing: silver };
  const heir = inheritTier(
    merged({}),
    { memberId: 'm-1', gainer, from: { ...EMPTY_ACCOUNT, standing: gold } },
    RULES,
    NOW,
  );
  expect(heir.tiering).toMatchObject({ memberId: 'm-1', account: gainer, standing: gold });
  expect(heir.entries[1]?.tier).toMatchObject({ from: 'silver', to: 'gold', cause: 'INHERITED' });
  expect(heir.entries[0]?.tier).toBeUndefined();
});

test('what both bought counts together', () => {
  const gainer = { ...EMPTY_ACCOUNT, version: 3, qualifying: spent({ '2026-02-01': 600 }) };
  const heir = inheritTier(merged({ '2026-02-02': 400 }), { memberId: 'm-1', gainer, from: EMPTY_ACCOUNT }, RULES, NOW);
  expect(heir.tiering?.standing?.tier).toBe('silver');
  expect(heir.entries[1]?.tier?.cause).toBe('REACHED');
});
