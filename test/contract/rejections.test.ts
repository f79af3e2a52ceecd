import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { createListRejections } from '../../lambdas/insight/list-rejections.ts';
import { createRejectionStore } from '../../lambdas/insight/rejection-store.ts';
import { writeCursor } from '../../lambdas/kernel/paging.ts';
import { createRecordRejection, type Rejection } from '../../lambdas/kernel/rejection.ts';
import { getItem } from '../../lambdas/kernel/table/items.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { startTable, type TestTable } from './engine.ts';

let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

const rejection = (messageId: string, changes: Partial<Rejection> = {}): Rejection => ({
  memberId: 'm-1',
  messageId,
  eventName: 'Order Completed',
  code: 'CURRENCY_MISMATCH',
  details: { expected: 'CNY', given: 'USD' },
  ...changes,
});
const record = (at: string, given: Rejection) => createRecordRejection(table, () => new Date(at))(given);
const list = (day: string, limit: number, cursor?: string) =>
  createListRejections(createRejectionStore(table), () => new Date('2026-02-03T12:00:00.000Z'))(day, limit, cursor);

/** All of a day, page by page. */
async function listAll(day: string, limit: number) {
  const pages: (readonly { readonly messageId: string; readonly code: string }[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(day, limit, cursor);
    if (!page.ok) throw new Error(page.refusal.code);
    pages.push(page.value.rejections);
    cursor = page.value.cursor;
    expect(pages.length).toBeLessThan(50);
  } while (cursor !== undefined);
  return pages;
}

test('what was refused on a day is listed latest first, page by page, each once', async () => {
  const at = (n: number) => `2026-01-05T00:00:0${n}.000Z`;
  for (let n = 0; n < 7; n += 1) await record(at(n), rejection(`paged-${n}`));
  const expected = [6, 5, 4, 3, 2, 1, 0].map((n) => `paged-${n}`);
  for (const limit of [1, 3, 7, 50]) {
    const pages = await listAll('2026-01-05', limit);
    expect(pages.flat().map(({ messageId }) => messageId)).toEqual(expected);
    expect(Math.max(...pages.map(({ length }) => length))).toBe(Math.min(limit, 7));
  }
});

test('what was refused at one instant is listed whole too, of several members and of nobody', async () => {
  const at = '2026-01-06T00:00:00.000Z';
  const same = ['m-1', 'm-2', undefined].map((memberId) => rejection('same', { memberId }));
  for (const each of [...same, rejection('same', { code: 'PAYLOAD_MISMATCH' })]) await record(at, each);
  for (const limit of [1, 2, 50]) expect((await listAll('2026-01-06', limit)).flat()).toHaveLength(4);
});

test('days are those of UTC, to the millisecond', async () => {
  await record('2026-01-07T23:59:59.999Z', rejection('last'));
  await record('2026-01-08T00:00:00.000Z', rejection('first'));
  expect((await listAll('2026-01-07', 50)).flat().map(({ messageId }) => messageId)).toEqual(['last']);
  expect((await listAll('2026-01-08', 50)).flat().map(({ messageId }) => messageId)).toEqual(['first']);
});

test('a refusal is kept once for each code, as it was first, for 90 days', async () => {
  await record('2026-01-09T00:00:00.000Z', rejection('again'));
  await record('2026-01-10T00:00:00.000Z', rejection('again', { details: { given: 'EUR' } }));
  expect((await listAll('2026-01-09', 50)).flat()).toEqual([
    {
      memberId: 'm-1',
      messageId: 'again',
      eventName: 'Order Completed',
      code: 'CURRENCY_MISMATCH',
      details: { expected: 'CNY', given: 'USD' },
      rejectedAt: '2026-01-09T00:00:00.000Z',
    },
  ]);
  expect((await listAll('2026-01-10', 50)).flat()).toEqual([]);
  const expiring = z.object({ ttlEpochSeconds: z.int() });
  const item = await getItem(table, keys.rejection('m-1', 'again', 'CURRENCY_MISMATCH'), expiring);
  expect(item?.ttlEpochSeconds).toBe(Date.parse('2026-04-09T00:00:00.000Z') / 1_000);
});

test('a cursor stays good when what it stands at is gone or others come before it', async () => {
  for (const n of [1, 2, 3]) await record(`2026-01-11T00:00:0${n}.000Z`, rejection(`moving-${n}`));
  const first = await list('2026-01-11', 1);
  await record('2026-01-11T00:00:09.000Z', rejection('moving-new'));
  const rest = await list('2026-01-11', 50, first.ok ? first.value.cursor : undefined);
  expect(rest).toMatchObject({ value: { rejections: [{ messageId: 'moving-2' }, { messageId: 'moving-1' }] } });
});

test('a cursor that somebody made up leads to no other day, and is no fault', async () => {
  await record('2026-01-12T00:00:01.000Z', rejection('made-up'));
  const cursor = writeCursor('2026-01-12', ['MEMBER#x', 'y', '2026-01-11T23:59:59.999Z#z']);
  expect(await list('2026-01-12', 50, cursor)).toEqual({ ok: true, value: { day: '2026-01-12', rejections: [] } });
});
