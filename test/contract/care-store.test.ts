import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CareStore,
  createCareStore,
  RECOVERY_RULE,
  TICKET_RULE,
  ticketIdOf,
} from '../../lambdas/care/care-store.ts';
import type { CareSettings } from '../../lambdas/care/recovery.ts';
import { createTakeRecoveryStep } from '../../lambdas/care/take-recovery-step.ts';
import type { TicketTold } from '../../lambdas/care/ticket.ts';
import { createWatchTicket } from '../../lambdas/care/watch-ticket.ts';
import { dueItems } from '../../lambdas/kernel/due.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

const START = Date.parse('2026-06-01T04:00:00.000Z');
const HOUR_MS = 3_600_000;
const CARE: CareSettings = {
  ...{ badRatingMax: 6, lateHours: 24, followUpDays: 5, windowDays: 14 },
  compensation: { points: 100, afterHours: 24, budgetPointsPerMonth: 250 },
};
const settings = { care: CARE, timeZone: 'Asia/Shanghai' };
const at = (ms: number) => new Date(ms).toISOString();
const rated = (rating: number): TicketTold => ({ kind: 'RATED', rating: { at: at(START), messageId: 'r', rating } });

let table: TestTable;
let store: CareStore;
let nowMs = START;
const clock = () => new Date(nowMs);
const given: string[] = [];

beforeAll(async () => {
  table = await startTable();
  store = createCareStore(table, createItemReader(table), 1);
});
afterAll(() => table.stop());

const watchTicket = (memberId: string, told?: TicketTold) =>
  createWatchTicket({ store, groupOf: () => 'treated', clock }, settings)(memberId, 't-1', { told });
const takeStep = (memberId: string) =>
  createTakeRecoveryStep(
    {
      store,
      readDays: async () => ({ activeDays: [], orderDays: [] }),
      givePoints: async (id) => {
        given.push(id);
      },
      clock,
    },
    settings,
  )(memberId, 't-1');
const due = async (ms: number) =>
  (await dueItems(table, { shard: 0, lane: 'sweep' }, at(ms), 100)).items.map(({ memberId, rule, key }) => [
    memberId,
    rule,
    ticketIdOf(key),
  ]);

test('a ticket is due as long as its answer is waited for, and a recovery until it is measured', async () => {
  await watchTicket('m-due', { kind: 'OPENED', opening: { at: at(START), messageId: 'o', reason: 'parcel' } });
  expect(await due(START + 24 * HOUR_MS)).toEqual([]);
  expect(await due(START + 25 * HOUR_MS)).toEqual([['m-due', TICKET_RULE, 't-1']]);
  expect(await store.ticket('m-due', 't-1')).toMatchObject({
    opened: { reason: 'parcel' },
    lateAt: at(START + 86_400_001),
  });
  nowMs = START + 25 * HOUR_MS;
  await watchTicket('m-due');
  expect(await due(START + 26 * HOUR_MS)).toEqual([]);
  expect(await due(START + 50 * HOUR_MS)).toEqual([['m-due', RECOVERY_RULE, 't-1']]);
  expect(await store.recovery('m-due', 't-1')).toMatchObject({ cause: 'LATE_ANSWER', dueAt: at(START + 49 * HOUR_MS) });
  expect(await store.care('m-due')).toMatchObject({ live: 't-1', version: 1 });
  nowMs = START;
});

test('told by several at once, one recovery begins, with one apology', async () => {
  await Promise.all(Array.from({ length: 8 }, () => watchTicket('m-many', rated(2))));
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: { ...keys.notice('m-many', 'CARE#t-1#APOLOGISED') } }),
  );
  expect(Item).toMatchObject({ name: 'RecoveryApologised', data: { ticketId: 't-1', cause: 'BAD_RATING' } });
  expect(await store.recovery('m-many', 't-1')).toMatchObject({ version: 1 });
});

test('a member who becomes another is closed in the write that hands the hold on, or nothing is written', async () => {
  await watchTicket('m-old', rated(2));
  const old = await store.care('m-old');
  const closed = { ...old, forwardTo: 'm-stays' };
  const care = { memberId: 'm-stays', live: 't-1', heldUntil: old.heldUntil, version: 0 };
  expect(await store.commit({ care, closed: { ...closed, version: 0 } })).toBe('CHANGED_MEANWHILE');
  expect(await store.care('m-stays')).toEqual({ memberId: 'm-stays', version: 0 });
  expect(await store.commit({ care, closed })).toBe('KEPT');
  expect(await store.care('m-stays')).toMatchObject({ live: 't-1', version: 1 });
  expect(await store.care('m-old')).toMatchObject({ forwardTo: 'm-stays', heldUntil: old.heldUntil, version: 2 });
});

test.each(['answer', 'request'] as const)('a lost %s changes nothing of what is given', async (what) => {
  const memberId = `m-${what}`;
  loseNext(table, what);
  await watchTicket(memberId, rated(2));
  nowMs = START + 25 * HOUR_MS;
  for (let round = 0; round < 3; round += 1) {
    loseNext(table, what);
    await takeStep(memberId);
  }
  loseNothing(table);
  nowMs = START;
  expect(await store.recovery(memberId, 't-1')).toMatchObject({ stage: 'COMPENSATED', pointsGiven: 100 });
});

test('the month gives what its budget has: who comes last is passed over, and told so', async () => {
  // Two hundred are gone by now.
  await watchTicket('m-last', rated(2));
  nowMs = START + 25 * HOUR_MS;
  await takeStep('m-last');
  nowMs = START;
  expect(await store.recovery('m-last', 't-1')).toMatchObject({
    pointsGiven: 0,
    isUnfunded: true,
    stage: 'COMPENSATED',
  });
  const budget = { TableName: table.name, Key: { ...keys.budget('recovery', '2026-06') } };
  expect((await table.client.send(new GetCommand(budget))).Item).toMatchObject({ given: 200 });
  expect(new Set(given)).toEqual(new Set(['m-answer', 'm-request']));
});
