import { afterAll, beforeAll, expect, test } from 'vitest';
import { BusyError } from '../../lambdas/kernel/busy-error.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { createLedgerStore } from '../../lambdas/loyalty/ledger-store.ts';
import { createRedeemReward } from '../../lambdas/loyalty/redeem-reward.ts';
import { createRewardStore } from '../../lambdas/loyalty/reward-store.ts';
import { createCancelRedemption } from '../../lambdas/loyalty/settle-redemption.ts';
import { startTable, type TestTable } from './engine.ts';

const MUG = { rewardId: 'mug', name: { en: 'Mug', zh: '马克杯' }, points: 100 };
const WANTED_BY = 50;
const clock = () => new Date();
const settings = { timeZone: 'Asia/Shanghai', expiry: { kind: 'never' }, dueShardCount: 1, clock } as const;

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

function open() {
  const reader = createItemReader(table);
  const ledger = createLedgerStore(table, reader, settings);
  return { ledger, rewards: createRewardStore(table, reader) };
}

async function give(memberId: string, points: number): Promise<void> {
  const { ledger } = open();
  const at = clock().toISOString();
  const entry = { memberId, entryId: 'ADJUST#gift', kind: 'ADJUST', occurredAt: at, recordedAt: at } as const;
  await ledger.commit({
    entries: [{ ...entry, deltas: { active: points } }],
    lots: [{ kind: 'ADD_ACTIVE', lot: { memberId, expiryDay: '2099-01-01', points } }],
    gainer: await ledger.account(memberId),
  });
}

test('a reward is read as it was defined last, and listed', async () => {
  const { rewards } = open();
  const limited = { ...MUG, rewardId: 'tea', stock: 5, perMember: 1, from: '2026-01-01T00:00:00Z' };
  await rewards.define(limited);
  expect(await rewards.reward('tea')).toEqual({ ...limited, issued: 0 });
  const { stock: _, perMember: __, from: ___, ...unlimited } = limited;
  await rewards.define({ ...unlimited, points: 90 });
  expect(await rewards.rewards()).toEqual([{ ...unlimited, points: 90, issued: 0 }]);
  expect(await rewards.reward('none')).toBeUndefined();
});

test('the last one, wanted by fifty at once, is sold once; put back it can be had again', async () => {
  const { ledger, rewards } = open();
  await rewards.define({ ...MUG, stock: 1, perMember: 1 });
  const members = Array.from({ length: WANTED_BY }, (_, n) => `m-${n}`);
  await Promise.all(members.map((memberId) => give(memberId, 100)));
  /** As a client does that is told to come again. */
  const buy = async (memberId: string, key = memberId): Promise<string> => {
    const redeem = createRedeemReward({ ...open(), clock }, settings);
    for (;;) {
      try {
        const answer = await redeem({ memberId, rewardId: 'mug', requestKey: key, requestHash: 'hash' });
        return answer.ok ? answer.value.redemptionId : answer.refusal.code;
      } catch (error) {
        if (!(error instanceof BusyError)) throw error;
      }
    }
  };
  const answers = await Promise.all(members.map((memberId) => buy(memberId)));
  const sold = answers.filter((answer) => answer !== 'SOLD_OUT');
  expect(sold).toHaveLength(1);
  expect(await rewards.reward('mug')).toMatchObject({ stock: 1, issued: 1 });
  const winner = members[answers.findIndex((answer) => answer !== 'SOLD_OUT')] ?? '';
  expect((await ledger.account(winner)).balance).toMatchObject({ active: 0, spent: 100 });
  expect(await rewards.define({ ...MUG, stock: 0 })).toBe('STOCK_BELOW_ISSUED');

  const cancel = createCancelRedemption({ ledger, clock, timeZone: settings.timeZone });
  await Promise.all([cancel(winner, sold[0] ?? ''), cancel(winner, sold[0] ?? '')]);
  expect(await rewards.reward('mug')).toMatchObject({ issued: 0 });
  expect((await ledger.account(winner)).balance).toMatchObject({ active: 100, spent: 0 });
  expect(await buy(winner, 'again')).not.toBe('SOLD_OUT');
});
