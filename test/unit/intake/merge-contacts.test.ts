import { expect, test } from 'vitest';
import { createApplyTraits } from '../../../lambdas/intake/apply-traits.ts';
import { type Contact, knownTraits } from '../../../lambdas/intake/contact.ts';
import type { ContactStore } from '../../../lambdas/intake/contact-store.ts';
import { createMergeContacts } from '../../../lambdas/intake/merge-contacts.ts';

/** Contacts in memory, under the condition that the table's are kept under. */
function memoryContacts() {
  const kept = new Map<string, Contact>();
  const store: Pick<ContactStore, 'contact' | 'replace'> = {
    contact: async (memberId) => kept.get(memberId) ?? { memberId, traits: {}, version: 0 },
    async replace({ memberId, version }, traits, forwardTo) {
      const known = kept.get(memberId);
      if ((known?.version ?? 0) !== version || known?.forwardTo !== undefined) return 'CHANGED_MEANWHILE';
      kept.set(memberId, { memberId, traits, version: version + 1, ...(forwardTo === undefined ? {} : { forwardTo }) });
      return 'KEPT';
    },
  };
  const tell = (memberId: string, traits: Readonly<Record<string, string>>, at: string) =>
    createApplyTraits(store)(memberId, [{ memberId, traits, at }]);
  const traitsOf = async (memberId: string) => knownTraits(await store.contact(memberId));
  return { store, kept, tell, traitsOf };
}

const day = (number: number) => `2026-02-0${number}T00:00:00.000Z`;

test('of what both contacts say the newer counts', async () => {
  const { store, tell, traitsOf } = memoryContacts();
  await tell('old', { name: 'Lin', nick: 'L' }, day(1));
  await tell('new', { name: 'Lin Wang' }, day(2));
  await tell('old', { phone: '+8613800138000' }, day(3));
  await createMergeContacts(store)('old', 'new');
  expect(await traitsOf('new')).toMatchObject({ name: 'Lin Wang', nick: 'L', phone: '+8613800138000' });
});

test('a merge that is finished after its target was merged too goes on to that one’s', async () => {
  const { store, kept, tell, traitsOf } = memoryContacts();
  const merge = createMergeContacts(store);
  await tell('old', { name: 'Lin' }, day(1));
  await tell('new', { size: '38' }, day(1));
  await tell('newest', { nick: 'L' }, day(1));
  await merge('new', 'newest');
  await merge('old', 'new');
  expect(await traitsOf('newest')).toEqual({ name: 'Lin', size: '38', nick: 'L' });
  expect([kept.get('old')?.forwardTo, kept.get('new')?.forwardTo]).toEqual(['new', 'newest']);
});
