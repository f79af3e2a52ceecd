import { expect, test } from 'vitest';
import { createExportSuggestions } from '../../../lambdas/suggestions/list-suggestions.ts';
import type { KeptSuggestion } from '../../../lambdas/suggestions/suggestion-item.ts';
import type { SuggestionStore } from '../../../lambdas/suggestions/suggestion-store.ts';

const AT = '2026-06-10T04:00:00.000Z';

/** So many suggestions of a state, of which those from a place on have the label `rare`, listed as the table lists them. */
function storeOf(count: number, rareFrom: number): Pick<SuggestionStore, 'list'> {
  const all = Array.from({ length: count }, (_, n): KeptSuggestion => {
    const labels = n >= rareFrom ? ['rare'] : [];
    const said = { suggestionId: `s-${n}`, text: 'Paper.', channel: 'page', createdAt: AT, labels };
    return { ...said, state: 'NEW', answerCount: 0, history: [], version: 1 };
  });
  return {
    list: async (_, limit, { label, after }) => {
      const first = after === undefined ? 0 : Number(after) + 1;
      const last = Math.min(first + limit, count) - 1;
      const suggestions = all.slice(first, last + 1).filter(({ labels }) => !label || labels.includes(label));
      return { suggestions, next: last < count - 1 ? String(last) : undefined };
    },
  };
}
const exported = (store: Pick<SuggestionStore, 'list'>, label?: string) =>
  createExportSuggestions(store)({ state: 'NEW', label }, false);

test('the table has the newest five hundred, and of a rare label all that there are, however old', async () => {
  const newest = await exported(storeOf(600, 0));
  expect(newest.ok && newest.value.map(({ suggestionId }) => suggestionId)).toEqual(
    Array.from({ length: 500 }, (_, n) => `s-${n}`),
  );
  const rare = await exported(storeOf(20_010, 20_000), 'rare');
  expect(rare.ok && rare.value.map(({ suggestionId }) => suggestionId)).toEqual(
    Array.from({ length: 10 }, (_, n) => `s-${20_000 + n}`),
  );
});

test('what is too much to look through is refused, and never told as if it were all', async () => {
  expect(await exported(storeOf(30_010, 30_000), 'rare')).toMatchObject({
    ok: false,
    refusal: { code: 'STATE_TOO_LONG', given: 'rare' },
  });
  // The newest are there, and what else there is does not matter.
  expect(await exported(storeOf(60_000, 29_000), 'rare')).toMatchObject({ ok: true });
});
