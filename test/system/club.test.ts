import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClubMember, type Decided, plainClub } from '../replay/plain-club.ts';
import { plainOrders } from '../replay/plain-recompute.ts';
import { cutFile, HAS_DATA, itemsByType, replay, startShop } from '../replay/real-year.ts';
import { ENGINE, type Item, type Shop } from './shop.ts';

/** `REPLAY_ROWS=all` tries the whole year. */
const ROWS = process.env['REPLAY_ROWS'] ?? '6000';
/** After the last order: the return window passes; of the whole year also the grace of tiers, and the first points expire. */
const DAYS_AFTER = ROWS === 'all' ? 70 : 17;
const MINUTES = 60_000;
const DAY_MS = 86_400_000;

describe.skipIf(!HAS_DATA)('a replay of a real shop as a gift club', { timeout: 60 * MINUTES }, () => {
  let shop: Shop;
  let items: ReadonlyMap<string, readonly Item[]>;
  let club: Map<string, ClubMember>;

  beforeAll(async () => {
    const file = cutFile(ROWS);
    const last = plainOrders(file).orders.reduce((latest, { time }) => (time > latest ? time : latest), '');
    const until = new Date(Date.parse(last.slice(0, 10)) + DAYS_AFTER * DAY_MS).toISOString().slice(0, 10);
    shop = await startShop(ENGINE, 'uk-gift-club');
    await replay(shop, file);
    // Winter: the shop's clocks show UTC.
    await shop.system.advanceTo(Date.parse(until));
    await shop.system.settle();
    items = await itemsByType(shop);
    club = plainClub(file, until, decidedBy(items));
  }, 60 * MINUTES);
  afterAll(() => shop?.close());

  const accounts = () => new Map((items.get('Points') ?? []).map((account) => [String(account['memberId']), account]));

  test('every member holds the tier that the file says, for the term that it says', () => {
    const held = [...accounts()].map(([memberId, { standing }]) => [memberId, termOf(standing as Item | undefined)]);
    const told = [...club].map(([memberId, member]) => [memberId, termOf(member.held as unknown as Item | undefined)]);
    expect(Object.fromEntries(held)).toEqual(Object.fromEntries(told));
    expect(new Set(told.map(([, term]) => (term as Item | undefined)?.['tier'])).size).toBe(4);
  });

  test('every member has the points that the file says, by the day on which they expire', () => {
    const lots = (type: string) => {
      const byMember: Record<string, Record<string, number>> = {};
      for (const { memberId, expiryDay, points } of items.get(type) ?? []) {
        const own = byMember[String(memberId)] ?? {};
        byMember[String(memberId)] = own;
        own[String(expiryDay)] = (own[String(expiryDay)] ?? 0) + Number(points);
      }
      return byMember;
    };
    const told = (of: 'active' | 'pending') =>
      Object.fromEntries(
        [...club]
          .filter(([, member]) => member[of].size > 0)
          .map(([memberId, member]) => [memberId, Object.fromEntries(member[of])]),
      );
    expect(lots('ActiveLot')).toEqual(told('active'));
    expect(lots('PendingLot')).toEqual(told('pending'));
    for (const [memberId, member] of club) expect(accounts().get(memberId)?.['expired'] ?? 0).toBe(member.expired);
  });

  test('the liability is what these points are worth, month by month, and the balances agree', async () => {
    const byMonth = (of: 'active' | 'pending') => {
      const sums = new Map<string, number>();
      for (const member of club.values()) {
        for (const [day, points] of member[of]) sums.set(day.slice(0, 7), (sums.get(day.slice(0, 7)) ?? 0) + points);
      }
      return sums;
    };
    const [active, pending] = [byMonth('active'), byMonth('pending')];
    const months = [...new Set([...active.keys(), ...pending.keys()])].sort().map((month) => {
      const [activePoints, pendingPoints] = [active.get(month) ?? 0, pending.get(month) ?? 0];
      // A penny for a point; 80 % of them are expected back.
      const faceMinor = activePoints + pendingPoints;
      const expectedMinor = Math.floor((faceMinor * 80) / 100);
      const value = { faceMinor, expectedMinor, breakageMinor: faceMinor - expectedMinor };
      return { month, activePoints, pendingPoints, value };
    });
    const { body } = await shop.ask('GET', '/v1/reports/liability');
    expect(body['months']).toEqual(months);
    expect(body['reconciliation']).toMatchObject([{ difference: 0 }, { difference: 0 }]);
    const expired = [...club.values()].reduce((sum, member) => sum + member.expired, 0);
    expect(body['measured']).toMatchObject({ spent: 0, expired });
  });

  test('members were warned, kept and lowered as the file says', () => {
    const names = (items.get('Notice') ?? []).map(({ name }) => name);
    const count = (of: 'warnings' | 'downgrades' | 'renewals') =>
      [...club.values()].reduce((sum, member) => sum + member[of], 0);
    expect({
      warnings: names.filter((name) => name === 'TierWillDowngrade').length,
      downgrades: names.filter((name) => name === 'TierDowngraded').length,
      renewals: names.filter((name) => name === 'TierRenewed').length,
    }).toEqual({ warnings: count('warnings'), downgrades: count('downgrades'), renewals: count('renewals') });
  });
});

function termOf(standing: Item | undefined): Item | undefined {
  if (standing === undefined) return undefined;
  const { tier, since, termFrom, endsOn, graceUntil } = standing;
  return { tier, since, termFrom, endsOn, ...(graceUntil === undefined ? {} : { graceUntil }) };
}

/** What was decided where the order of a day's events makes a difference. */
function decidedBy(items: ReadonlyMap<string, readonly Item[]>): (orderId: string) => Decided {
  const paidIn = new Map(
    (items.get('OrderHead') ?? []).map(({ orderId, claim }) => [
      orderId,
      (claim as { tier?: string } | undefined)?.tier,
    ]),
  );
  const reached = new Map(
    (items.get('LedgerEntry') ?? [])
      .filter(({ kind }) => kind === 'EARN_PENDING')
      .map(({ orderId, tier }) => [orderId, (tier as { to?: string } | undefined)?.to]),
  );
  return (orderId) => ({ paidIn: paidIn.get(orderId), reached: reached.get(orderId) });
}
