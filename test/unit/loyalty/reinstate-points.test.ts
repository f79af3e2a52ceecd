import { expect, test } from 'vitest';
import { EMPTY_ACCOUNT, EMPTY_BALANCE } from '../../../lambdas/loyalty/balance.ts';
import type { LedgerEntry } from '../../../lambdas/loyalty/ledger-entry.ts';
import { createReinstatePoints, type ReinstateRequest } from '../../../lambdas/loyalty/reinstate-points.ts';
import { reinstatePoints } from '../../../lambdas/loyalty/reinstatement.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { RECORDED_AT, SETTINGS } from './orders.ts';

const EXPIRED: LedgerEntry = {
  memberId: 'm-1',
  entryId: 'EXPIRE#2026-02-01#lot',
  kind: 'EXPIRE',
  deltas: { active: -80, expired: 80 },
  occurredAt: '2026-01-31T16:00:00.000Z',
  recordedAt: '2026-01-31T16:00:10.000Z',
};
const REQUEST: ReinstateRequest = {
  memberId: 'm-1',
  entryId: EXPIRED.entryId,
  days: 30,
  reason: 'was ill',
  requestKey: 'key-1',
  requestHash: 'hash-1',
  apiKey: { keyId: 'k-1', kind: 'operator', scopes: ['write'] },
};

/** A member of whom 80 of 100 points expired. */
async function memberWithExpiry(writeMax = 100) {
  const memory = createMemoryLedger(() => RECORDED_AT);
  const gift: LedgerEntry = { ...EXPIRED, entryId: 'ADJUST#1', kind: 'ADJUST', deltas: { active: 100 } };
  const lot = { memberId: 'm-1', expiryDay: '2027-01-01', points: 20 };
  const [gainer, change] = [EMPTY_ACCOUNT, { lots: [{ kind: 'ADD_ACTIVE', lot }] as const }];
  await memory.ledger.commit({ ...change, entries: [gift, EXPIRED], gainer });
  const settings = { ...SETTINGS, adjustments: { writeMax, adminMax: 1_000 } };
  const reinstate = createReinstatePoints(memory.ledger, settings, () => RECORDED_AT);
  return { memory, reinstate: (changes: Partial<ReinstateRequest> = {}) => reinstate({ ...REQUEST, ...changes }) };
}

test('what expired comes back once, for so many whole days from today', async () => {
  const { memory, reinstate } = await memberWithExpiry();
  const given = await reinstate();
  expect(given).toMatchObject({ ok: true, value: { points: 80, expiryDay: '2026-03-06' } });
  expect(await reinstate()).toEqual(given);
  expect(await reinstate({ requestKey: 'key-2' })).toMatchObject({ refusal: { code: 'ALREADY_REINSTATED' } });
  expect(await reinstate({ requestHash: 'other' })).toMatchObject({ refusal: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  expect((await memory.ledger.account('m-1')).balance).toMatchObject({ active: 100, expired: 0 });
  expect((await memory.ledger.account('m-1')).dueAt).toBeDefined();
});

test.each([
  { change: { memberId: 'm-2' }, code: 'MEMBER_UNKNOWN' },
  { change: { entryId: 'ADJUST#1' }, code: 'EXPIRY_UNKNOWN' },
  { change: { entryId: 'EXPIRE#2026-02-01#other' }, code: 'EXPIRY_UNKNOWN' },
])('$change is refused as $code', async ({ change, code }) => {
  const { reinstate } = await memberWithExpiry();
  expect(await reinstate(change)).toMatchObject({ ok: false, refusal: { code } });
});

test('a key gives back no more than it may move', async () => {
  const { reinstate } = await memberWithExpiry(79);
  expect(await reinstate()).toMatchObject({
    refusal: { code: 'ADJUSTMENT_ABOVE_LIMIT', expected: 'at most 79 points' },
  });
  const admin = { ...REQUEST.apiKey, scopes: ['admin'] as const };
  expect(await reinstate({ apiKey: { ...admin, scopes: [...admin.scopes] } })).toMatchObject({ ok: true });
});

test('what the member owes is repaid first', () => {
  const account = { ...EMPTY_ACCOUNT, balance: { ...EMPTY_BALANCE, negative: -80 } };
  const request = { memberId: 'm-1', expired: EXPIRED, days: 30, reason: 'was ill' };
  const { entries, lots } = reinstatePoints(request, account, SETTINGS.timeZone, RECORDED_AT);
  expect(entries[0]?.deltas).toEqual({ expired: -80, negative: 80 });
  expect(lots).toEqual([]);
});
