import { expect, test } from 'vitest';
import { isLeftAlone } from '../../../lambdas/experiments/left-alone.ts';
import { dayOf } from '../../../lambdas/kernel/calendar.ts';
import { createDeriveKey } from '../../../lambdas/kernel/secret.ts';
import type { Item, Shop } from '../shop.ts';
import { published } from '../thread.ts';
import { track } from './calls.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TIME_ZONE = 'Asia/Shanghai';
const CONTROLS = { yearPercent: 2, quarterPercent: 3, controlPercent: 10 };

/** Members who come, stay away and are won back, from events and dates to messages and reports. */
export function tryLifecycle(shop: () => Shop): void {
  const now = () => shop().system.clock.now();
  const iso = (ms: number) => new Date(ms).toISOString();
  const churnOf = async (memberId: string): Promise<Item> =>
    (await shop().ask('GET', `/v1/members/${memberId}/churn`)).body;
  const advanceHours = async (hours: number) => {
    await shop().system.advanceTo(now() + hours * HOUR_MS);
    await shop().system.settle();
  };
  const order = (memberId: string, orderId: string, call: object = {}) =>
    track(memberId, 'Order Completed', { order_id: orderId, currency: 'CNY', revenue: '100.00' }, call);
  const subjects = (to: string) =>
    shop()
      .system.sending.inbox.messages({ channel: 'email', to, limit: 50 })
      .map(({ subject }) => subject);

  /** Noon, and the first of some made-up names that falls into a group from two months on. */
  const nameIn = (group: 'treated' | 'control', name: string): string => {
    const salt = createDeriveKey(shop().system.deployment.secrets[0]?.value ?? '')('holdouts');
    const days = Array.from({ length: 70 }, (_, day) => dayOf(now() + day * DAY_MS, TIME_ZONE));
    for (let index = 0; index < 1_000; index += 1) {
      const memberId = `m-${name}-${index}`;
      const isAlone = days.map((day) => isLeftAlone(memberId, day, 'win-back', { salt, ...CONTROLS }));
      if (isAlone.every((each) => each === (group === 'control'))) return memberId;
    }
    throw new Error(`nobody falls into the group ${group}`);
  };

  async function join(memberId: string): Promise<void> {
    const traits = { locale: 'en', timezone: TIME_ZONE, email: `${memberId}@mail.example` };
    await shop().track({ type: 'identify', userId: memberId, traits }, track(memberId, 'Signed Up'));
    const consents = ['offers', 'points', 'account'].map((topic) => ({ channel: 'email', topic, status: 'GRANTED' }));
    await shop().ask('POST', `/v1/members/${memberId}/consents`, { consents, source: 'test' });
  }

  test('who does nothing for a day after signing up is lost there, once, and is written to', async () => {
    const [still, busy] = [nameIn('treated', 'still'), nameIn('treated', 'busy')];
    // Known before it signs up.
    await shop().track(track(still, 'Product Viewed', { product_id: 'tea' }, { timestamp: iso(now() - HOUR_MS) }));
    await join(still);
    await join(busy);
    await advanceHours(2);
    await shop().track(track(busy, 'Product Viewed', { product_id: 'tea' }));
    expect(await churnOf(still)).toMatchObject({ stage: 'new', next: { rule: 'sign-up-silent' } });
    await advanceHours(48);
    expect(await shop().items(still, 'NODE#')).toMatchObject([{ node: 'sign-up-silent' }]);
    expect(await shop().items(busy, 'NODE#')).toEqual([]);
    expect(published(shop(), 'SignUpWentSilent')).toBeGreaterThan(0);
    expect(subjects(`${still}@mail.example`)).toContain('Three good places to begin');
  });

  test('an order that is left unpaid is told of after three days; one that was paid or taken back is not', async () => {
    for (const name of ['unpaid', 'payer-2', 'undecided'])
      await shop().track(
        track(`m-${name}`, 'Order Placed', { order_id: `placed-${name}`, currency: 'CNY', revenue: '9.00' }),
      );
    await shop().track(order('m-payer-2', 'placed-payer-2'));
    await shop().track(track('m-undecided', 'Order Cancelled', { order_id: 'placed-undecided' }));
    const before = published(shop(), 'OrderLeftUnpaid');
    await advanceHours(74);
    expect(published(shop(), 'OrderLeftUnpaid') - before).toBe(1);
    expect(await shop().items('m-unpaid', 'NODE#')).toMatchObject([{ node: 'order-unpaid' }]);
  });

  /** Stays away like them, and comes back under another id. */
  let gone = '';

  test('who stays away goes through the stages on their days, and comes on the ladder; an order ends it', async () => {
    const [away, alone] = [nameIn('treated', 'away'), nameIn('control', 'alone')];
    await join(away);
    await join(alone);
    gone = nameIn('treated', 'gone');
    const boughtOn = dayOf(now(), TIME_ZONE);
    await shop().track(...[away, alone, gone].map((memberId) => order(memberId, `o-${memberId}`)));
    expect(await churnOf(away)).toMatchObject({ stage: 'activated', since: boughtOn, lastOrderDay: boughtOn });
    await advanceHours(31 * 24 + 24);
    expect(await shop().items(away, 'RUN#')).toMatchObject([{ entry: boughtOn, group: 'treated', rung: 1 }]);
    expect(await shop().items(alone, 'RUN#')).toMatchObject([{ entry: boughtOn, group: 'control', pointsGiven: 0 }]);
    expect(subjects(`${away}@mail.example`)).toContain('It has been a while');
    await advanceHours(7 * 24);
    const churn = await churnOf(away);
    expect(churn).toMatchObject({ stage: 'dormant', winBack: { rungsReached: 2, pointsGiven: 200 } });
    expect((churn['history'] as Item[]).map(({ to }) => to)).toEqual(['dormant', 'activated']);
    expect(subjects(`${away}@mail.example`)).toContain('200 points for you');
    expect(await shop().points(away)).toMatchObject({ active: 300 });

    await shop().track(order(away, `o-2-${away}`));
    expect(await churnOf(away)).toMatchObject({ stage: 'won-back', winBack: { outcome: 'RETURNED' } });
    await advanceHours(25 * 24);
    expect(await shop().items(away, 'RUN#')).toMatchObject([{ rung: 2, pointsGiven: 200, revenueMinor: 10_000 }]);
    expect(await shop().items(alone, 'RUN#')).toMatchObject([{ rung: 3, pointsGiven: 0 }]);
    expect(await shop().items(gone, 'RUN#')).toMatchObject([{ entry: boughtOn, rung: 3 }]);
    expect(subjects(`${alone}@mail.example`)).not.toContain('It has been a while');
    expect(subjects(`${away}@mail.example`)).not.toContain('500 points for you');
  });

  test('a member of the past is taken as it is found, and nothing follows from it', async () => {
    const longAgo = iso(now() - 400 * DAY_MS);
    const before = published(shop(), 'StageChanged');
    await shop().track(order('m-long-ago', 'o-long-ago', { timestamp: longAgo, context: { backfill: true } }));
    await advanceHours(48);
    expect(await churnOf('m-long-ago')).toMatchObject({
      stage: 'churned',
      history: [{ from: null, to: 'churned', reason: 'IMPORTED' }],
    });
    expect(await shop().items('m-long-ago', 'RUN#')).toEqual([]);
    expect(published(shop(), 'StageChanged')).toBe(before);
  });

  test('two members who become one are watched as one', async () => {
    await shop().track(
      order('m-half-a', 'o-half-a', { timestamp: iso(now() - DAY_MS) }),
      order('m-half-b', 'o-half-b'),
    );
    const { status } = await shop().ask(
      'POST',
      '/v1/members/m-half-b/merge',
      { from: 'm-half-a', dryRun: false },
      { 'idempotency-key': 'merge-halves' },
    );
    expect(status).toBe(200);
    await shop().system.settle();
    expect(await churnOf('m-half-a')).toMatchObject({ memberId: 'm-half-b', stage: 'active', orderDays: 2 });
    expect(await shop().items('m-half-a', 'WATCH')).toMatchObject([{ forwardTo: 'm-half-b' }]);
  });

  test('who had come back under another id, before both became one, is won back', async () => {
    const again = 'm-again';
    await shop().track(order(again, `o-${again}`));
    await shop().track(
      track(again, 'Order Refunded', { order_id: `o-${again}`, refund_id: 'r-again', currency: 'CNY', total: '30.00' }),
    );
    expect((await shop().items(gone, 'RUN#'))[0]).not.toHaveProperty('outcome');
    const { status } = await shop().ask(
      'POST',
      `/v1/members/${again}/merge`,
      { from: gone, dryRun: false },
      { 'idempotency-key': 'merge-again' },
    );
    expect(status).toBe(200);
    const returned = { outcome: 'RETURNED', returnedDay: dayOf(now(), TIME_ZONE), revenueMinor: 7_000 };
    expect(await shop().items(gone, 'RUN#')).toMatchObject([returned]);
    expect(await churnOf(gone)).toMatchObject({ memberId: again, winBack: { outcome: 'RETURNED' } });
  });

  test('the scans of the last days are told with what they did and what they took', async () => {
    const { body } = await shop().ask('GET', '/v1/reports/churn-scans');
    const scans = body['scans'] as Record<string, number>[];
    const sum = (figure: string) => scans.reduce((all, scan) => all + (scan[figure] ?? 0), 0);
    expect(sum('due')).toBeGreaterThan(0);
    expect(sum('moved')).toBeGreaterThan(0);
    expect(sum('readUnits')).toBeGreaterThan(0);
    expect(sum('failed')).toBe(0);
  });
}
