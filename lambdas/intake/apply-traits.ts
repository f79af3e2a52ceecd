import { isDeepStrictEqual } from 'node:util';
import { BusyError } from '../kernel/busy-error.ts';
import { followToEnd } from '../kernel/follow-member.ts';
import { mergeTraits, type Said } from './contact.ts';
import type { ContactStore } from './contact-store.ts';
import { mergePlaces, type Place } from './place.ts';
import type { Traits } from './trait.ts';

const ATTEMPTS_MAX = 8;

/** What a call tells of a member: its traits and where it lives, at an instant (ISO-8601 in UTC). */
export interface ToldTraits {
  readonly memberId: string;
  readonly traits: Traits;
  readonly place: Place;
  readonly at: string;
}

/** Keeps what calls tell of one member, in one write; told again it changes nothing. */
export const createApplyTraits =
  (contacts: Pick<ContactStore, 'contact' | 'replace'>) =>
  async (memberId: string, told: readonly ToldTraits[]): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const { kept: contact } = await followToEnd((id) => contacts.contact(id), memberId);
      const { traits, place } = contact;
      const known: Said = { traits, place };
      const said = told.reduce(tell, known);
      if (isDeepStrictEqual(said, known)) return;
      if ((await contacts.replace(contact, said)) === 'KEPT') return;
    }
    throw new BusyError(`the contact of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };

const tell = (known: Said, { traits, place, at }: ToldTraits): Said => ({
  traits: mergeTraits(known.traits, traits, at),
  place: mergePlaces(known.place, place),
});

export type ApplyTraits = ReturnType<typeof createApplyTraits>;
