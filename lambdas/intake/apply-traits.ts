import { isDeepStrictEqual } from 'node:util';
import { BusyError } from '../kernel/busy-error.ts';
import { mergeTraits, type Said } from './contact.ts';
import type { ContactStore } from './contact-store.ts';
import { mergePlaces, type Place } from './place.ts';
import type { Traits } from './trait.ts';

const ATTEMPTS_MAX = 8;
const FORWARDS_MAX = 5;

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
    let target = memberId;
    for (let attempt = 1, forwards = 0; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const contact = await contacts.contact(target);
      if (contact.forwardTo !== undefined && forwards < FORWARDS_MAX) {
        target = contact.forwardTo;
        forwards += 1;
        continue;
      }
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
