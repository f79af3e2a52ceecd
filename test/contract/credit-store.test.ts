import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { type CreditStore, createCreditStore } from '../../lambdas/outreach/credit-store.ts';
import type { OrderCredit } from '../../lambdas/outreach/order-credit.ts';
import { startTable, type TestTable } from './engine.ts';

let table: TestTable;
let credits: CreditStore;

beforeAll(async () => {
  table = await startTable();
  credits = createCreditStore(table);
});
afterAll(() => table.stop());

const AT = '2026-06-10T04:00:00.000Z';
const creditOf = (orderId: string): OrderCredit => ({
  ...{ memberId: 'm-1', orderId, paidMinor: 500, paidAt: AT, messageKey: 'k', messageId: 'welcome' },
  ...{ channel: 'email', topic: 'offers', class: 'marketing', sentAt: AT, clickedAt: AT },
});
const returnOf = (orderId: string, entryId: string, returnedMinor: number) => ({
  ...{ memberId: 'm-1', orderId, entryId, returnedMinor, isWhole: false, returnedAt: AT },
});
const itemOf = async (orderId: string) =>
  (await table.client.send(new GetCommand({ TableName: table.name, Key: { ...keys.credit(orderId) } }))).Item;

test('an order is credited once: to the message of the later click, in whatever order they come', async () => {
  const [earlier, later] = [
    { ...creditOf('o-once'), messageId: 'earlier', clickedAt: '2026-06-10T02:00:00.000Z' },
    { ...creditOf('o-once'), messageId: 'later', clickedAt: '2026-06-10T03:00:00.000Z' },
  ];
  const atOnce = { ...later, messageId: 'at-once', messageKey: 'l' };
  for (const [index, steps] of [
    [earlier, later, atOnce],
    [atOnce, later, earlier],
    [later, atOnce, earlier, atOnce],
  ].entries()) {
    const orderId = `o-once-${index}`;
    for (const credit of steps) await credits.keepCredit({ ...credit, orderId });
    expect(await itemOf(orderId)).toMatchObject({ ...atOnce, orderId, entityType: 'OrderCredit' });
  }
});

test('returns come off in any order, and each once', async () => {
  const returns = {
    'return R#1': { returnedMinor: 100, isWhole: false },
    'return R#2': { returnedMinor: 50, isWhole: false },
  };
  const [first, second] = [
    (orderId: string) => credits.keepReturn(returnOf(orderId, 'R#1', 100)),
    (orderId: string) => credits.keepReturn(returnOf(orderId, 'R#2', 50)),
  ];
  const keep = (orderId: string) => credits.keepCredit(creditOf(orderId));
  for (const [index, steps] of [
    [keep, first, second, first],
    [second, keep, first, second],
    [first, second, keep, keep],
  ].entries()) {
    for (const step of steps) await step(`o-back-${index}`);
    expect(await itemOf(`o-back-${index}`)).toMatchObject({ ...creditOf(`o-back-${index}`), ...returns });
  }
});

test('a return of an order that no message is credited with names no message', async () => {
  await credits.keepReturn(returnOf('o-alone', 'R#1', 100));
  expect(await itemOf('o-alone')).not.toHaveProperty('messageId');
  expect((await itemOf('o-alone'))?.['ttlEpochSeconds']).toBe(Date.parse(AT) / 1_000 + 400 * 86_400);
});

test('a return that is told of whom the buyer became comes off the credit, whichever comes first', async () => {
  const given = (orderId: string) => credits.keepReturn({ ...returnOf(orderId, 'R#1', 100), memberId: 'm-other' });
  const keep = (orderId: string) => credits.keepCredit(creditOf(orderId));
  for (const [index, steps] of [
    [keep, given],
    [given, keep],
  ].entries()) {
    for (const step of steps) await step(`o-merged-${index}`);
    const credited = { ...creditOf(`o-merged-${index}`), 'return R#1': { returnedMinor: 100, isWhole: false } };
    expect(await itemOf(`o-merged-${index}`)).toMatchObject(credited);
  }
});
