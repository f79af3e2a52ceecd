import { expect, test } from 'vitest';
import { refuse } from '../../../lambdas/kernel/result.ts';
import type { PersonTraits } from '../../../lambdas/members/member-view.ts';
import { emptyProfile } from '../../../lambdas/members/profile.ts';
import { createShowMember } from '../../../lambdas/members/show-member.ts';
import { memberEvent, profileOf, SETTINGS } from './events.ts';
import { memoryProfiles } from './memory-profiles.ts';

const NO_ORDERS = { orderCount: 0, returnedOrderCount: 0, paidMinor: 0, returnedMinor: 0 };
const PERSON = { email: 'lin@shop.example', gender: 'female' };

/** Profiles in memory, and what the ledger and the contacts say of members by id. */
function rig(orderCounts: Readonly<Record<string, number>> = {}, persons: Readonly<Record<string, PersonTraits>> = {}) {
  const profiles = memoryProfiles();
  const show = createShowMember(
    {
      profiles: profiles.store,
      totals: async (memberId) => ({ ...NO_ORDERS, orderCount: orderCounts[memberId] ?? 0 }),
      traits: async (memberId) => persons[memberId] ?? {},
      clock: () => new Date('2026-02-03T04:00:00.000Z'),
    },
    SETTINGS,
  );
  return { ...profiles, show };
}

test('a member of whom nothing is known is unknown', async () => {
  expect(await rig().show('nobody', true)).toEqual(refuse({ code: 'MEMBER_UNKNOWN' }));
});

test.each([
  { what: 'only an order', orders: { 'm-1': 1 }, persons: {} },
  { what: 'only the person', orders: {}, persons: { 'm-1': PERSON } },
])('a member of whom $what is known is shown', async ({ orders, persons }) => {
  expect(await rig(orders, persons).show('m-1', false)).toMatchObject({ ok: true, value: { memberId: 'm-1' } });
});

test('who it is, is shown to those who may see it, and to nobody else', async () => {
  const { show } = rig({}, { 'm-1': PERSON });
  expect(await show('m-1', true)).toMatchObject({ value: { contact: PERSON } });
  const shown = await show('m-1', false);
  expect(shown).toMatchObject({ value: { gender: 'female' } });
  expect(JSON.stringify(shown)).not.toMatch(/contact|lin@/);
});

test('an id that was merged shows the member it became, with that one’s orders and person', async () => {
  const { show, store } = rig({ 'm-1': 5, 'm-3': 2 }, { 'm-3': PERSON });
  await store.replace(undefined, emptyProfile('m-1'), { forwardTo: 'm-2' });
  await store.replace(undefined, emptyProfile('m-2'), { forwardTo: 'm-3' });
  await store.replace(undefined, profileOf(memberEvent({ userId: 'm-3' }), 'm-3'));
  expect(await show('m-1', true)).toMatchObject({
    value: { memberId: 'm-3', orders: { count: 2 }, contact: PERSON },
  });
});

test('what is not known of a member is absent from the answer', async () => {
  const { show, store } = rig();
  await store.replace(undefined, profileOf(memberEvent({ type: 'identify', event: 'identify' })));
  const answer = await show('m-1', true);
  expect(JSON.parse(JSON.stringify(answer))).toEqual({
    ok: true,
    value: {
      memberId: 'm-1',
      activeDays: { last30: 0, last90: 0, last400: 0, days: [] },
      steps: {},
      orders: { count: 0, returnedCount: 0, currency: 'CNY', paid: '0.00', returned: '0.00' },
      interests: { products: [], categories: [], brands: [] },
      tags: [],
      visitors: [],
      currenciesRefused: [],
      contact: {},
    },
  });
});

test('an id of long ago shows the member that it has become by many merges', async () => {
  const { show, store } = rig();
  for (let n = 1; n <= 8; n += 1) {
    await store.replace(undefined, emptyProfile(`m-${n}`), { forwardTo: `m-${n + 1}` });
  }
  await store.replace(undefined, profileOf(memberEvent({ userId: 'm-9' }), 'm-9'));
  expect(await show('m-1', true)).toMatchObject({ value: { memberId: 'm-9' } });
});
