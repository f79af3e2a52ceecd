import { expect, test } from 'vitest';
import { dayOf } from '../../../lambdas/kernel/calendar.ts';
import type { Shop } from '../shop.ts';
import { published } from '../thread.ts';
import { TWO_LINES, track } from './calls.ts';

/** Visitors, members, and what is kept of them. */
export function tryMembers(shop: () => Shop): void {
  test('a visitor becomes a member: what the visitor did is the member’s, orders too', async () => {
    const visitor = { userId: undefined, anonymousId: 'visitor-1' };
    await shop().track(
      track('', 'Product Viewed', { product_id: 'bowl', category: 'cups' }, visitor),
      track('', 'Order Completed', { order_id: 'o-visitor', ...TWO_LINES }, visitor),
    );
    expect((await shop().ask('GET', '/v1/members/m-was-visitor')).status).toBe(404);
    await shop().track({
      type: 'identify',
      userId: 'm-was-visitor',
      anonymousId: 'visitor-1',
      traits: { gender: 'female' },
    });
    await shop().track(track('', 'Gift Wrapped', { box_id: 'b-1' }, visitor), track('', 'Checked In', {}, visitor));
    expect(await shop().points('m-was-visitor')).toMatchObject({ pending: 270, active: 1 });
    expect((await shop().ask('GET', '/v1/members/m-was-visitor')).body).toMatchObject({
      gender: 'female',
      visitors: ['visitor-1'],
      orders: { count: 1, paid: '270.00' },
      activeDays: { last30: 1 },
      interests: { products: expect.arrayContaining([expect.objectContaining({ name: 'bowl' })]) },
    });
  });

  test('a visitor becomes one member only: a link to a second is refused and kept', async () => {
    await shop().track({ type: 'alias', userId: 'm-second', previousId: 'visitor-1', messageId: 'whole-second' });
    const { body } = await shop().ask('GET', '/v1/reports/rejections?limit=1');
    expect(body).toMatchObject({ rejections: [{ memberId: 'm-second', code: 'LINKED_TO_ANOTHER' }] });
  });

  test('on the birthday a member is given points, and whoever listens is told', async () => {
    const birthday = `1990${dayOf(shop().system.clock.now(), 'Asia/Shanghai').slice(4)}`;
    const before = published(shop(), 'BirthdayReached');
    await shop().track({ type: 'identify', userId: 'm-born', traits: { birthday } });
    await shop().advanceDays(1);
    expect(await shop().points('m-born')).toMatchObject({ active: 20, lifetimeEarned: 20 });
    expect(published(shop(), 'BirthdayReached')).toBe(before + 1);
    const [notice] = await shop().items('m-born', 'NOTICE#BIRTHDAY');
    expect(JSON.stringify(notice)).not.toContain('1990');
  });

  test('events of the shop’s own are kept with what the programme names of them', async () => {
    await shop().track(
      track('m-own', 'Gift Wrapped', { box_id: 'b-1', note: 'for grandmother' }),
      track('m-own', 'Kite Flown', { height: 12 }),
    );
    const kept = await shop().items('m-own', 'EVENT#kept#');
    expect(kept.map(({ event, facts }) => [event, facts])).toEqual([
      ['Gift Wrapped', { box_id: 'b-1' }],
      ['Kite Flown', {}],
    ]);
  });

  test('two members become one: points, profile and contact, and whatever comes for the old id', async () => {
    await shop().track(
      { type: 'identify', userId: 'm-old', traits: { name: 'Lin', phone: '+8613800138000' } },
      track('m-old', 'Order Completed', { order_id: 'o-old', ...TWO_LINES }),
      track('m-old', 'Checked In'),
      { type: 'identify', userId: 'm-new', traits: { email: 'lin@shop.example' } },
    );
    const merge = (dryRun: boolean, key: string) =>
      shop().ask('POST', '/v1/members/m-new/merge', { from: 'm-old', dryRun }, { 'idempotency-key': key });
    expect(await merge(true, 'merge-dry')).toMatchObject({
      status: 200,
      body: { points: { pending: 270, active: 1 } },
    });
    expect(await shop().points('m-new')).toBeUndefined();
    const merged = await merge(false, 'merge-1');
    expect(merged).toMatchObject({ status: 200, body: { points: { pending: 270, active: 1 } } });
    expect(await merge(false, 'merge-1')).toEqual(merged);

    await shop().track(
      track('m-old', 'Order Returned', { order_id: 'o-old', products: [{ product_id: 'tea' }] }),
      track('m-old', 'Order Completed', { order_id: 'o-old-2', ...TWO_LINES }),
    );
    expect((await shop().ask('GET', '/v1/members/m-new/points')).body).toMatchObject({ pending: 180 + 270, active: 1 });
    expect((await shop().ask('GET', '/v1/members/m-old/points')).body).toMatchObject({ pending: 180 + 270, active: 1 });
    expect((await shop().ask('GET', '/v1/members/m-old')).body).toMatchObject({
      memberId: 'm-new',
      contact: { name: 'Lin', phone: '+8613800138000', email: 'lin@shop.example' },
      orders: { count: 2 },
    });
    expect(await merge(false, 'merge-2')).toMatchObject({ status: 200 });
  });
}
