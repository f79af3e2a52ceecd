import { expect, test } from 'vitest';
import { createApplyTraits } from '../../../lambdas/intake/apply-traits.ts';
import { type Contact, knownTraits } from '../../../lambdas/intake/contact.ts';
import type { ContactStore } from '../../../lambdas/intake/contact-store.ts';
import { createMergeContacts } from '../../../lambdas/intake/merge-contacts.ts';
import { type Place, placeOf } from '../../../lambdas/intake/place.ts';

/** Contacts in memory, under the condition that the table's are kept under. */
function memoryContacts() {
  const kept = new Map<string, Contact>();
  const store: Pick<ContactStore, 'contact' | 'replace'> = {
    contact: async (memberId) => kept.get(memberId) ?? { memberId, traits: {}, place: {}, version: 0 },
    async replace({ memberId, version }, said, forwardTo) {
      const known = kept.get(memberId);
      if ((known?.version ?? 0) !== version || known?.forwardTo !== undefined) return 'CHANGED_MEANWHILE';
      const { traits, place } = said;
      const forward = forwardTo === undefined ? {} : { forwardTo };
      kept.set(memberId, { memberId, traits, place, version: version + 1, ...forward });
      return 'KEPT';
    },
  };
  const tell = (memberId: string, traits: Readonly<Record<string, string>>, at: string, place: Place = {}) =>
    createApplyTraits(store)(memberId, [{ memberId, traits, place, at }]);
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

test('where the member lived that was told last is where it lives, and whatever is told of the old one moves the new', async () => {
  const { store, tell } = memoryContacts();
  const zone = (timeZone: string, at: string) => placeOf({ timeZone }, at);
  const zoneOf = async (memberId: string) => (await store.contact(memberId)).place.timeZone?.value;
  await tell('old', {}, day(2), placeOf({ timeZone: 'Asia/Tokyo', country: 'JP' }, day(2)));
  await tell('new', {}, day(1), zone('Europe/Berlin', day(1)));
  await createMergeContacts(store)('old', 'new');
  expect((await store.contact('new')).place).toMatchObject({
    timeZone: { value: 'Asia/Tokyo' },
    country: { value: 'JP' },
  });
  await tell('old', {}, day(3), zone('America/New_York', day(3)));
  expect(await zoneOf('new')).toBe('America/New_York');
  await tell('new', {}, day(1), zone('Europe/Berlin', day(1)));
  expect(await zoneOf('new')).toBe('America/New_York');
});
