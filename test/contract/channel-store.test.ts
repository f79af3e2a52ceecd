import { afterAll, beforeAll, expect, test } from 'vitest';
import { transact } from '../../lambdas/kernel/table/transaction.ts';
import { type ChannelStore, countFeedback, createChannelStore } from '../../lambdas/outreach/channel-store.ts';
import { startTable, type TestTable } from './engine.ts';

let table: TestTable;
let channels: ChannelStore;

beforeAll(async () => {
  table = await startTable();
  channels = createChannelStore(table);
});
afterAll(() => table.stop());

const DAY = '2026-06-10';
const STOPPED = { stoppedAt: `${DAY}T04:00:00.000Z`, reason: '3 of 100 bounced in a day', scope: 'marketing' } as const;

test('a channel that nobody stopped sends, and nothing is counted of a day', async () => {
  expect(await channels.state('sms')).toEqual({ version: 0 });
  expect(await channels.day('sms', DAY)).toEqual({ sent: 0, bounced: 0, complained: 0 });
});

test('a channel is stopped and started again, and what is not said any more is gone', async () => {
  expect(await channels.replace('email', { ...STOPPED, version: 0 })).toBe('KEPT');
  expect(await channels.state('email')).toEqual({ ...STOPPED, version: 1 });
  expect(await channels.replace('email', { stoppedAt: undefined, version: 1 })).toBe('KEPT');
  expect(await channels.state('email')).toEqual({ version: 2 });
});

test('of two who change a state one is told that it changed meanwhile', async () => {
  const state = await channels.state('webhook');
  const answers = await Promise.all(['a', 'b'].map((reason) => channels.replace('webhook', { ...state, reason })));
  expect(answers.sort()).toEqual(['CHANGED_MEANWHILE', 'KEPT']);
});

test('a day counts what everybody tells at once, by channel and day', async () => {
  const hear = (what: 'bounced' | 'complained') => transact(table, { counted: countFeedback('email', DAY, what) });
  await Promise.all([
    ...Array.from({ length: 20 }, () => channels.countSent('email', DAY, 5)),
    ...Array.from({ length: 3 }, () => hear('bounced')),
    hear('complained'),
    channels.countSent('email', '2026-06-11', 7),
    channels.countSent('sms', '2026-06-11', 9),
  ]);
  expect(await channels.countSent('sms', '2026-06-11', 2)).toBe(11);
  expect(await channels.day('email', DAY)).toEqual({ sent: 100, bounced: 3, complained: 1 });
  expect(await channels.day('email', '2026-06-11')).toEqual({ sent: 7, bounced: 0, complained: 0 });
});
