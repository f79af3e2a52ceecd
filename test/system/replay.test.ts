import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PlainFigures, plainRecompute } from '../replay/plain-recompute.ts';
import { cutFile, digest, HAS_DATA, itemsByType, releaseAll, replay, startShop } from '../replay/real-year.ts';
import { ENGINE, type Item, type Shop } from './shop.ts';

/** `REPLAY_ROWS=all` tries the whole year, which takes half an hour. */
const ROWS = process.env['REPLAY_ROWS'] ?? '9000';
const MINUTES = 60_000;
const BUCKETS = ['pending', 'active', 'spent', 'expired', 'negative'];
/** Items that are facts and what is added up of them, whatever was decided on the way. */
const FACTS = ['Order', 'OrderHead', 'PurchaseYear', 'Profile', 'Counter'];

if (!HAS_DATA)
  process.stderr.write('no ../shared/data/online_retail_uci352.csv.gz: the replay of a real shop is skipped\n');

/** Counters of what was decided when it was due: a member of whom all is told at once was lost nowhere. */
const DECIDED = /^KPI#(stages|journeys)#|^KPI#funnel#.* \d\d#lost#/;

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

describe.skipIf(!HAS_DATA)('a replay of a real shop', { timeout: 60 * MINUTES }, () => {
  let [shop, file]: [Shop, string] = [undefined as unknown as Shop, ''];
  let plain: PlainFigures;
  let summary: Item;

  beforeAll(async () => {
    file = cutFile(ROWS);
    plain = plainRecompute(file);
    shop = await startShop(ENGINE);
    summary = await replay(shop, file, '--digest');
  }, 60 * MINUTES);
  afterAll(() => shop?.close());

  test('the last line tells what the file says, and nothing is lost', () => {
    const members = [...plain.members.values()];
    const [pointsEarned, pointsReversed] = [
      sum(members.map((member) => member.pointsEarned)),
      sum(members.map((member) => member.pointsReversed)),
    ];
    const { lines, anonymousLines, orders, returns, revenue } = plain;
    expect(summary).toMatchObject({ lines, anonymousLines, orders, returns, revenue, pointsEarned, pointsReversed });
    expect(summary).toMatchObject({ members: members.length, events: orders + returns, rejected: 0, lost: 0 });
    expect(Number(summary['pointsActive']) + Number(summary['pointsPending'])).toBe(pointsEarned - pointsReversed);
  });

  test('of every member the entries sum to the balance, and to what the file says to the last point', async () => {
    const items = await itemsByType(shop);
    const entries = Map.groupBy(items.get('LedgerEntry') ?? [], ({ memberId }) => String(memberId));
    const accounts = items.get('Points') ?? [];
    expect(accounts).toHaveLength(plain.members.size);
    for (const account of accounts) {
      const own = entries.get(String(account['memberId'])) ?? [];
      const added: Record<string, number> = {};
      for (const { deltas, sums } of own) {
        for (const [name, by] of Object.entries({ ...(deltas as object), ...((sums ?? {}) as object) })) {
          added[name] = (added[name] ?? 0) + Number(by);
        }
      }
      for (const [name, total] of Object.entries(added)) expect(account[name] ?? 0, name).toBe(total);
      const told = plain.members.get(String(account['memberId']));
      expect(account).toMatchObject({
        orderCount: told?.orders,
        ...(told?.wholeReturned ? { returnedOrderCount: told.wholeReturned } : {}),
        paidMinor: told?.paidMinor,
      });
      expect(account['returnedMinor'] ?? 0).toBe(told?.returnedMinor);
      const held = sum(BUCKETS.map((bucket) => Number(account[bucket] ?? 0)));
      expect(held).toBe((told?.pointsEarned ?? 0) - (told?.pointsReversed ?? 0));
    }
  });

  test('order value and repurchase rate are those of the file, month by month and over the year', async () => {
    const range = 'from=2010-12-01&to=2011-12-31';
    for (const grain of ['month', 'year']) {
      const { body } = await shop.ask('GET', `/v1/reports/kpis?grain=${grain}&${range}`);
      const kpis = new Map((body['kpis'] as { id: string; periods: Item[] }[]).map(({ id, periods }) => [id, periods]));
      for (const { period, numerator, denominator } of kpis.get('repurchase-rate') ?? []) {
        const { buyers, repeat } = plain.buyers.get(String(period)) ?? { buyers: 0, repeat: 0 };
        expect({ period, numerator, denominator }).toEqual({ period, numerator: repeat, denominator: buyers });
      }
      if (grain === 'year') continue;
      for (const { period, numerator, denominator } of kpis.get('order-value') ?? []) {
        const { net, kept } = plain.orderValue.get(String(period)) ?? { net: 0, kept: 0 };
        expect({ period, numerator, denominator }).toEqual({ period, numerator: net, denominator: kept });
      }
    }
    const lifetime = Object.fromEntries((await shop.partition('KPI#buyers#all#0')).map(({ SK, total }) => [SK, total]));
    expect(lifetime).toEqual(plain.buyers.get('all'));
  });

  test('cohorts are those of the file', async () => {
    const { body } = await shop.ask('GET', '/v1/reports/cohorts?from=2010-12-01&to=2011-12-31');
    const reported = (body['cohorts'] as Item[]).filter(({ size }) => Number(size) > 0);
    expect(reported).toHaveLength(plain.cohorts.size);
    for (const { cohort, size, bounded, unbounded } of reported) {
      const returned = (days: unknown) =>
        Object.fromEntries(
          (days as { day: number; returned: number }[]).map(({ day, returned: count }) => [day, count]),
        );
      expect({ size, bounded: returned(bounded), unbounded: returned(unbounded) }).toEqual(
        plain.cohorts.get(String(cohort)),
      );
    }
  });

  test('a second replay of the same file changes nothing', async () => {
    const again = await replay(shop, file, '--digest');
    expect(again['digest']).toBe(summary['digest']);
    expect(again).toMatchObject({ rejected: 0, lost: 0 });
  });

  test('every event twice and shuffled within each day, the table is the same', async () => {
    const other = await startShop(ENGINE);
    try {
      const told = await replay(other, file, '--twice', '--shuffle', 'day', '--seed', '7', '--digest');
      expect(told['digest']).toBe(summary['digest']);
    } finally {
      await other.close();
    }
  });

  test('shuffled over the whole file with the clock at its end, facts, figures and sums are the same', async () => {
    const other = await startShop(ENGINE);
    try {
      await replay(other, file, '--shuffle', 'file', '--seed', '11');
      for (const each of [shop, other]) await releaseAll(each, plain.lastTime.slice(0, 10));
      const sums = async (of: Shop) =>
        new Map(
          ((await itemsByType(of)).get('Points') ?? []).map((account) => [
            account['memberId'],
            sum(BUCKETS.map((bucket) => Number(account[bucket] ?? 0))),
          ]),
        );
      expect(await sums(other)).toEqual(await sums(shop));
      for (const type of FACTS) {
        const isFact = (item: Item) => item['entityType'] === type && !DECIDED.test(`${item['PK']} ${item['SK']}`);
        expect(await digest(other, isFact), type).toBe(await digest(shop, isFact));
      }
    } finally {
      await other.close();
    }
  });
});
