import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createListRejections } from '../../../lambdas/insight/list-rejections.ts';
import type { ListedRejection, RejectionStore } from '../../../lambdas/insight/rejection-store.ts';
import { writeCursor } from '../../../lambdas/kernel/paging.ts';
import { refuse } from '../../../lambdas/kernel/result.ts';

const clock = () => new Date('2026-02-03T23:59:59.999Z');

const rejection = (n: number): ListedRejection => ({
  PK: `MEMBER#m-${n}`,
  SK: `REJECTION#e-${n}#CURRENCY_MISMATCH`,
  GSI1SK: `2026-02-03T00:00:00.000Z#e-${n}`,
  memberId: `m-${n}`,
  messageId: `e-${n}`,
  eventName: 'Order Completed',
  code: 'CURRENCY_MISMATCH',
  details: { given: 'USD' },
  rejectedAt: '2026-02-03T00:00:00.000Z',
});

/** So many rejections of 3 February, and what was asked for. */
function rig(count: number) {
  const all = Array.from({ length: count }, (_, n) => rejection(n));
  const asked: unknown[] = [];
  const store: RejectionStore = {
    async rejections(day, limit, after) {
      asked.push({ day, limit, after });
      const from = after === undefined ? 0 : all.findIndex(({ SK }) => SK === after.SK) + 1;
      const rejections = day === '2026-02-03' ? all.slice(from, from + limit) : [];
      return { rejections, hasMore: from + limit < all.length };
    },
  };
  return { list: createListRejections(store, clock), asked };
}

test('page by page each rejection of the day comes once, and nothing of where it stands is shown', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 30 }), fc.integer({ min: 1, max: 10 }), async (count, limit) => {
      const { list } = rig(count);
      const listed: unknown[] = [];
      let cursor: string | undefined;
      do {
        const page = await list(undefined, limit, cursor);
        if (!page.ok) throw new Error(page.refusal.code);
        expect(page.value.rejections.length).toBeLessThanOrEqual(limit);
        listed.push(...page.value.rejections);
        cursor = page.value.cursor;
      } while (cursor !== undefined);
      const expected = Array.from({ length: count }, (_, n) => {
        const { PK: _pk, SK: _sk, GSI1SK: _gsi, ...shown } = rejection(n);
        return shown;
      });
      expect(listed).toEqual(expected);
    }),
  );
});

test('without a day it is today’s, in UTC', async () => {
  const { list, asked } = rig(1);
  expect(await list(undefined, 50)).toMatchObject({ ok: true, value: { day: '2026-02-03' } });
  expect(asked).toEqual([{ day: '2026-02-03', limit: 50, after: undefined }]);
});

test('a day on which nothing was refused is an empty page without a cursor', async () => {
  const empty = await rig(0).list('2026-02-01', 50);
  expect(empty).toEqual({ ok: true, value: { day: '2026-02-01', rejections: [] } });
});

test('a cursor is good for its own day only', async () => {
  const { list, asked } = rig(3);
  const page = await list('2026-02-03', 1);
  const cursor = page.ok ? page.value.cursor : undefined;
  expect(await list('2026-02-03', 1, cursor)).toMatchObject({ ok: true });
  expect(await list('2026-02-02', 1, cursor)).toEqual(refuse({ code: 'CURSOR_UNKNOWN' }));
  expect(asked).toHaveLength(2);
});

test('a cursor that is damaged, or of another list, is unknown, and nothing is read', async () => {
  const { list, asked } = rig(3);
  const whole = writeCursor('2026-02-03', ['MEMBER#m-1', 'REJECTION#e-1', 'x']);
  const damaged = [whole.slice(1), whole.slice(0, -3), `x${whole}`, '', 'null', '%%%', writeCursor('2026-02-03', [])];
  const foreign = [writeCursor('m-1', ['a', 'b', 'c']), writeCursor('2026-02-03', ['a', 'b'])];
  for (const cursor of [...damaged, ...foreign]) {
    expect([cursor, await list('2026-02-03', 1, cursor)]).toEqual([cursor, refuse({ code: 'CURSOR_UNKNOWN' })]);
  }
  expect(asked).toEqual([]);
});
