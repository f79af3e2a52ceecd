import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ItemReader } from '../../../lambdas/kernel/table/batches.ts';
import type { Table } from '../../../lambdas/kernel/table/client.ts';
import { decodeItem } from '../../../lambdas/kernel/table/codec.ts';
import { createSuggestionStore } from '../../../lambdas/suggestions/suggestion-store.ts';

test('a version never comes with a list of listeners from before it, whenever somebody merges meanwhile', async () => {
  const suggestion = { suggestionId: 's-1', text: 'Paper.', channel: 'page', labels: [], state: 'NEW' };
  const item = { ...suggestion, createdAt: '2026-06-10T04:00:00.000Z', answerCount: 0, history: [] };
  let version = 1;
  const reader: ItemReader = {
    read: async (key, schema) => {
      // A list is read at once, a suggestion a moment later, after a merge.
      if (key.SK === 'LISTENERS') return decodeItem(schema, { memberIds: version === 1 ? ['m-1'] : ['m-1', 'm-2'] });
      await setImmediate();
      version = 2;
      return decodeItem(schema, { ...item, version });
    },
  };
  const store = createSuggestionStore({ name: 'none' } as Table, reader, () => new Date());
  expect(await store.find('s-1')).toMatchObject({ suggestion: { version: 2 }, listeners: ['m-1', 'm-2'] });
});
