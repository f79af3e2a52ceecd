import { isDeepStrictEqual } from 'node:util';
import { BusyError } from '../kernel/busy-error.ts';
import { mergeTraits } from './contact.ts';
import type { ContactStore } from './contact-store.ts';
import type { Traits } from './trait.ts';

const ATTEMPTS_MAX = 8;
const FORWARDS_MAX = 5;

/** The traits that a call tells of a member, at an instant (ISO-8601 in UTC). */
export interface ToldTraits {
  readonly memberId: string;
  readonly traits: Traits;
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
      const traits = told.reduce((known, each) => mergeTraits(known, each.traits, each.at), contact.traits);
      if (isDeepStrictEqual(traits, contact.traits)) return;
      if ((await contacts.replace(contact, traits)) === 'KEPT') return;
    }
    throw new BusyError(`the contact of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };

export type ApplyTraits = ReturnType<typeof createApplyTraits>;
