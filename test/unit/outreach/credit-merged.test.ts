import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCreditOrder } from '../../../lambdas/outreach/credit-order.ts';
import { slotKey } from '../../../lambdas/outreach/member-outreach.ts';
import { createMergeCredits } from '../../../lambdas/outreach/merge-credits.ts';
import { createMergeOutreach } from '../../../lambdas/outreach/merge-outreach.ts';
import { isLaterTouch, type OrderCredit, type PaidOrder } from '../../../lambdas/outreach/order-credit.ts';
import type { KeptMessage } from '../../../lambdas/outreach/sent-message.ts';
import { memoryOutreach } from './memory-outreach.ts';

const CONVERSION_DAYS = 3;
const NOW = new Date('2026-06-11T00:00:00.000Z');
const SENT_AT = '2026-06-09T00:00:00.000Z';
const CLICKED_AT = '2026-06-10T10:00:00.000Z';
const PAID_AT = '2026-06-10T12:00:00.000Z';

/** Messages, orders and credits in memory, of members who can become one another. `wait` holds up each access. */
function rig(wait: (name: string) => Promise<unknown> = async () => undefined) {
  const { store: outreach, kept } = memoryOutreach(wait);
  const sent: KeptMessage[] = [];
  const ledger: PaidOrder[] = [];
  const credited = new Map<string, OrderCredit>();
  const ports = {
    outreach,
    messages: {
      clicked: async (memberId: string, { from, until }: { from: string; until: string }, after: string) => {
        await wait('clicked');
        return sent.filter(
          ({ memberId: id, occurredAt, feedback: { lastClickedAt = '' } = {} }) =>
            id === memberId && occurredAt >= from && occurredAt <= until && lastClickedAt > after,
        );
      },
    },
    credits: {
      keepCredit: async (credit: OrderCredit) => {
        await wait('credit');
        const before = credited.get(credit.orderId);
        if (before === undefined || isLaterTouch(credit, before)) credited.set(credit.orderId, credit);
      },
    },
    paidOrders: async (memberId: string, fromDay: string) => {
      await wait('orders');
      return ledger.filter((order) => order.memberId === memberId && order.paidAt >= fromDay);
    },
    clock: () => NOW,
  };
  const credit = createCreditOrder(ports, CONVERSION_DAYS);
  const mergeOutreach = createMergeOutreach(outreach);
  const mergeCredits = createMergeCredits(ports, CONVERSION_DAYS, 'UTC');
  return {
    /** Somebody is sent a message and clicks it. */
    click(memberId: string, messageId: string, clickedAt = CLICKED_AT, occurredAt = SENT_AT) {
      const slot = {
        key: slotKey(messageId),
        channel: 'email',
        topic: 'offers',
        class: 'marketing',
        at: SENT_AT,
      } as const;
      const { version = 0, slots = [], ...known } = kept.get(memberId) ?? {};
      kept.set(memberId, { consents: {}, ...known, memberId, slots: [...slots, slot], version: version + 1 });
      sent.push({
        ...{ memberId, messageId, messageKey: `${occurredAt}#${messageId}#0`, definitionVersion: 0, entry: 'e' },
        ...{ channel: 'email', topic: 'offers', class: 'marketing', status: 'SENT', verdict: { kind: 'SEND' } },
        ...{ decidedAt: SENT_AT, occurredAt, validUntil: SENT_AT, sentAt: SENT_AT },
        feedback: { clickedAt, lastClickedAt: clickedAt },
      });
    },
    /** The ledger takes an order in; what is answered tells of it, later and maybe again. */
    pay(memberId: string, paidAt = PAID_AT) {
      const order = { memberId, orderId: 'o-1', paidMinor: 500, paidAt };
      ledger.push(order);
      return () => credit(order);
    },
    async merge(fromId: string, toId: string) {
      await mergeOutreach(fromId, toId, NOW);
      await mergeCredits(toId);
    },
    credited: () => credited.get('o-1')?.messageId,
  };
}

const [click, order, merge] = ['click', 'order', 'merge'] as const;

test.each([{ steps: [click, merge, order] }, { steps: [merge, click, order] }, { steps: [click, order, merge] }])(
  'of $steps the order is credited to the message of the other id',
  async ({ steps }) => {
    for (const [clicker, buyer] of [
      ['m-old', 'm-new'],
      ['m-new', 'm-old'],
    ] as const) {
      const shop = rig();
      shop.click('m-old', 'before', '2026-06-01T00:00:00.000Z', '2026-05-31T00:00:00.000Z');
      for (const step of steps) {
        if (step === 'click') shop.click(clicker, 'offer');
        if (step === 'order') await shop.pay(buyer)();
        if (step === 'merge') await shop.merge('m-old', 'm-new');
      }
      expect(shop.credited(), `${clicker} clicked, ${buyer} bought`).toBe('offer');
      await shop.merge('m-old', 'm-new');
      expect(shop.credited()).toBe('offer');
    }
  },
);

test('whoever credits an order while its buyer becomes another, the message has it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.constantFrom('m-old', 'm-new'), async (scheduler, buyer) => {
      const shop = rig((name) => scheduler.schedule(Promise.resolve(), name));
      shop.click(buyer === 'm-old' ? 'm-new' : 'm-old', 'offer');
      shop.click('m-old', 'too-old', '2026-06-01T00:00:00.000Z');
      const tell = shop.pay(buyer);
      await scheduler.waitFor(Promise.all([shop.merge('m-old', 'm-new'), tell(), tell()]));
      expect(shop.credited()).toBe('offer');
    }),
  );
});

test('the last click of all ids has the credit, whether the order or the merge comes first', async () => {
  for (const [ofOld, ofNew, last] of [
    ['2026-06-10T11:00:00.000Z', '2026-06-10T10:00:00.000Z', 'old'],
    ['2026-06-10T10:00:00.000Z', '2026-06-10T11:00:00.000Z', 'new'],
    // Clicked at once: the one whose key is later, always.
    [CLICKED_AT, CLICKED_AT, 'old'],
  ] as const) {
    for (const isMergedFirst of [false, true]) {
      const shop = rig();
      shop.click('m-old', 'old', ofOld);
      shop.click('m-new', 'new', ofNew);
      if (isMergedFirst) await shop.merge('m-old', 'm-new');
      await shop.pay('m-new')();
      await shop.merge('m-old', 'm-new');
      expect(shop.credited(), `${last}, merged first: ${isMergedFirst}`).toBe(last);
    }
  }
});

test('who became another who became a third is found from either end', async () => {
  for (const buyer of ['m-1', 'm-2', 'm-3']) {
    for (const clicker of ['m-1', 'm-2', 'm-3']) {
      const shop = rig();
      for (const id of ['m-1', 'm-2', 'm-3']) shop.click(id, 'too-old', '2026-06-01T00:00:00.000Z');
      shop.click(clicker, 'offer');
      await shop.merge('m-1', 'm-2');
      await shop.merge('m-2', 'm-3');
      await shop.pay(buyer)();
      expect(shop.credited(), `${clicker} clicked, ${buyer} bought`).toBe('offer');
    }
  }
});

test('a click under another id counts for as long as any other, and not for who is another', async () => {
  const shop = rig();
  shop.click('m-old', 'too-early', '2026-06-07T12:00:00.000Z');
  shop.click('m-old', 'too-late', '2026-06-10T12:00:00.001Z');
  shop.click('m-old', 'of-long-ago', CLICKED_AT, '2026-04-08T11:59:59.999Z');
  shop.click('m-else', 'offer');
  const tell = shop.pay('m-new');
  await tell();
  await shop.merge('m-old', 'm-new');
  await tell();
  expect(shop.credited()).toBeUndefined();
});
