import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { createLedgerStore } from '../../lambdas/loyalty/ledger-store.ts';
import { startTable, type TestTable } from './engine.ts';

const PROCESSES = 10;
const REDEMPTIONS = 20;
/** Long enough for ten processes to be there. */
const START_AFTER_MS = 6_000;
const DAYS = ['2099-01-01', '2099-02-01', '2099-03-01'];

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

test('twenty redemptions of one balance from ten processes, through a hundred conflicts: what it is good for, and no more', {
  timeout: 120_000,
}, async () => {
  const reader = createItemReader(table);
  const clock = () => new Date();
  const ledger = createLedgerStore(table, reader, {
    timeZone: 'Asia/Shanghai',
    expiry: { kind: 'never' },
    dueShardCount: 1,
    clock,
  });
  for (const [index, expiryDay] of DAYS.entries()) {
    const at = clock().toISOString();
    const entry = {
      memberId: 'm-1',
      entryId: `ADJUST#${index}`,
      kind: 'ADJUST',
      occurredAt: at,
      recordedAt: at,
    } as const;
    await ledger.commit({
      entries: [{ ...entry, deltas: { active: 350 } }],
      lots: [{ kind: 'ADD_ACTIVE', lot: { memberId: 'm-1', expiryDay, points: 350 } }],
      gainer: await ledger.account('m-1'),
    });
  }
  const script = join(import.meta.dirname, 'redeem-process.ts');
  const startAt = String(Date.now() + START_AFTER_MS);
  const outputs = await Promise.all(
    Array.from({ length: PROCESSES }, (_, process_) => {
      const own = Array.from({ length: REDEMPTIONS / PROCESSES }, (_, n) => `checkout-${process_}-${n}`);
      return promisify(execFile)(process.execPath, [script, table.engine.endpoint, table.name, startAt, own.join(',')]);
    }),
  );
  const told = outputs.map(({ stdout }) => JSON.parse(stdout) as { answers: string[]; conflicts: number });
  expect(told.reduce((sum, { conflicts }) => sum + conflicts, 0)).toBeGreaterThanOrEqual(100);
  const answers = Object.groupBy(
    told.flatMap((each) => each.answers),
    (answer) => answer,
  );
  expect(answers['REDEEMED']).toHaveLength(Math.floor(1_050 / 100));
  expect(answers['INSUFFICIENT_POINTS']).toHaveLength(REDEMPTIONS - 10);
  expect((await ledger.account('m-1')).balance).toMatchObject({ active: 50, spent: 1_000 });
  expect((await ledger.activeLots('m-1')).map(({ expiryDay, points }) => [expiryDay, points])).toEqual([
    ['2099-03-01', 50],
  ]);
});
