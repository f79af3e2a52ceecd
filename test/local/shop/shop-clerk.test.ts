import { expect, test } from 'vitest';
import type { ShopCall } from '../../../local/shop/shop-call.ts';
import { ShopClerk } from '../../../local/shop/shop-clerk.ts';

const NOW_MS = Date.parse('2026-03-01T00:00:00Z');
const DAY_MS = 86_400_000;
const call = (daysAgo: number, event: string): ShopCall => ({
  atMs: NOW_MS - daysAgo * DAY_MS,
  call: { type: 'track', event },
});

function clerkOf(calls: readonly ShopCall[]) {
  const posted: (readonly object[])[] = [];
  const shop = {
    callsUntil: (instantMs: number) => calls.filter(({ atMs }) => atMs < instantMs),
    consentsUntil: () => [],
  };
  const post = async (batch: readonly object[]) => {
    posted.push(batch);
  };
  const postConsent = async () => undefined;
  return { clerk: new ShopClerk({ shop, post, postConsent, now: () => NOW_MS }), posted };
}

test('what happened is posted in order, a hundred calls at a time', async () => {
  const { clerk, posted } = clerkOf(Array.from({ length: 230 }, (_, n) => call(1, `event ${n}`)));
  await clerk.postUntilNow();
  expect(posted.map((batch) => batch.length)).toEqual([100, 100, 30]);
  expect(posted.flat()[229]).toMatchObject({ event: 'event 229' });
});

test('browsing of long ago is told as past; an order or a review of long ago earns as others do', async () => {
  const { clerk, posted } = clerkOf([
    call(40, 'Product Viewed'),
    call(40, 'Order Completed'),
    call(40, 'Product Reviewed'),
    call(2, 'Product Viewed'),
  ]);
  await clerk.postUntilNow();
  expect(posted.flat().map((each) => (each as { context?: unknown }).context)).toEqual([
    { backfill: true },
    undefined,
    undefined,
    undefined,
  ]);
});

test('what could not be posted is posted again the next time, before what came since', async () => {
  const calls = Array.from({ length: 130 }, (_, n) => call(1, `event ${n}`));
  const taken: object[] = [];
  let isDown = false;
  const clerk = new ShopClerk({
    shop: { callsUntil: () => calls.splice(0), consentsUntil: () => [] },
    postConsent: async () => undefined,
    post: async (batch) => {
      if (isDown) throw new Error('down');
      taken.push(...batch);
      isDown = true;
    },
    now: () => NOW_MS,
  });
  await expect(clerk.postUntilNow()).rejects.toThrow('down');
  calls.push(call(1, 'event 130'));
  isDown = false;
  await clerk.postUntilNow();
  expect(taken).toEqual(Array.from({ length: 131 }, (_, n) => ({ type: 'track', event: `event ${n}` })));
});

test('what members say of being written to is posted before what they do, and again where it failed', async () => {
  const said = ['a', 'b', 'c'].map((memberId) => ({ atMs: NOW_MS - DAY_MS, memberId, source: 'form', consents: [] }));
  const posted: unknown[] = [];
  let isDown = true;
  const clerk = new ShopClerk({
    shop: { callsUntil: () => [call(1, 'Signed Up')], consentsUntil: () => said.splice(0) },
    post: async (batch) => {
      posted.push(...batch);
    },
    postConsent: async ({ memberId }) => {
      if (memberId === 'b' && isDown) throw new Error('down');
      posted.push(memberId);
    },
    now: () => NOW_MS,
  });
  await expect(clerk.postUntilNow()).rejects.toThrow('down');
  isDown = false;
  await clerk.postUntilNow();
  expect(posted).toEqual(['a', 'b', 'c', { type: 'track', event: 'Signed Up' }]);
});
