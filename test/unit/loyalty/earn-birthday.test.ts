import { expect, test } from 'vitest';
import { createEarnAction } from '../../../lambdas/loyalty/earn-action.ts';
import { createEarnBirthday } from '../../../lambdas/loyalty/earn-birthday.ts';
import { isActivity } from '../../../lambdas/loyalty/ledger-entry.ts';
import { beginTerm } from '../../../lambdas/loyalty/tier.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { level, spent, TIERS } from './tiers.ts';

const NOW = new Date('2026-03-05T04:00:00.000Z');
const tiers = {
  ...TIERS,
  levels: [level('silver', { amount: 100_000 }, { birthdayPoints: 50 }), level('plain', { amount: 200_000 })],
};

async function giftOf(
  tier: string | undefined,
  birthday: { readonly points: number } | undefined,
  days = ['2026-03-05'],
) {
  const { ledger, entriesOf } = createMemoryLedger(() => NOW, 'Asia/Shanghai', { kind: 'never' }, tiers);
  if (tier !== undefined) {
    const account = await ledger.account('m-1');
    const standing = beginTerm(tier, '2026-01-01', '2026-01-01', tiers);
    const entry = {
      memberId: 'm-1',
      entryId: 'E',
      kind: 'ADJUST',
      deltas: {},
      occurredAt: NOW.toISOString(),
      recordedAt: NOW.toISOString(),
    } as const;
    await ledger.commit({
      entries: [entry],
      lots: [],
      tiering: { memberId: 'm-1', account, qualifying: spent({}), standing },
    });
  }
  const settings = { timeZone: 'Asia/Shanghai', expiry: { kind: 'never' }, tiers } as const;
  const earnAction = createEarnAction(ledger, settings, () => NOW);
  const give = createEarnBirthday(ledger, earnAction, { timeZone: 'Asia/Shanghai', tiers, birthday });
  for (const day of days) await give('m-1', day);
  const earned = (await entriesOf('m-1')).filter(({ kind }) => kind === 'EARN_PENDING');
  return earned.map(({ deltas, occurredAt }) => [deltas.lifetimeEarned, occurredAt]);
}

test.each([
  { tier: 'silver', birthday: { points: 20 }, points: 50 },
  { tier: 'plain', birthday: { points: 20 }, points: 20 },
  { tier: undefined, birthday: { points: 20 }, points: 20 },
])('on the birthday a member of tier $tier is given $points points', async ({ tier, birthday, points }) => {
  expect(await giftOf(tier, birthday)).toEqual([[points, '2026-03-04T16:00:00.000Z']]);
});

test('where neither tier nor programme gives something, nothing is booked', async () => {
  expect(await giftOf('plain', undefined)).toEqual([]);
});

test('a birthday that is told twice in a year, on whatever day, is given once; the next year again', async () => {
  expect(await giftOf('silver', undefined, ['2026-03-05', '2026-03-05', '2026-08-01', '2027-03-05'])).toHaveLength(2);
});

test('a gift counts for no tier, and does not keep points alive that end by inactivity', async () => {
  const { ledger, entriesOf } = createMemoryLedger(
    () => NOW,
    'Asia/Shanghai',
    { kind: 'inactivity', months: 6 },
    tiers,
  );
  const settings = { timeZone: 'Asia/Shanghai', expiry: { kind: 'inactivity', months: 6 }, tiers } as const;
  const earnAction = createEarnAction(ledger, settings, () => NOW);
  await createEarnBirthday(ledger, earnAction, { timeZone: 'Asia/Shanghai', birthday: { points: 20 } })(
    'm-1',
    '2026-03-05',
  );
  const account = await ledger.account('m-1');
  expect(account.balance).toMatchObject({ active: 20, lifetimeEarned: 20, tierQualifying: 0 });
  expect([account.qualifying, account.inactiveDay]).toEqual([undefined, undefined]);
  expect((await entriesOf('m-1')).some(isActivity)).toBe(false);
});
