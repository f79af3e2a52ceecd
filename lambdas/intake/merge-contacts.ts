import { BusyError } from '../kernel/busy-error.ts';
import { mergeContacts } from './contact.ts';
import type { ContactStore } from './contact-store.ts';

const ATTEMPTS_MAX = 10;

/**
 * Closes one contact, so that whatever is told of it goes to the other, and adds what it said to that, or to whom that
 * one became meanwhile.
 */
export const createMergeContacts =
  (contacts: Pick<ContactStore, 'contact' | 'replace'>) =>
  async (fromId: string, toId: string): Promise<void> => {
    let target = toId;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const from = await contacts.contact(fromId);
      const isClosed = from.forwardTo === toId || (await contacts.replace(from, from, toId)) === 'KEPT';
      if (!isClosed) continue;
      const to = await contacts.contact(target);
      if (to.forwardTo !== undefined) {
        target = to.forwardTo;
        continue;
      }
      const told = Math.max(to.birthdayToldYear ?? 0, from.birthdayToldYear ?? 0);
      const known = told > 0 ? { ...to, birthdayToldYear: told } : to;
      if ((await contacts.replace(known, mergeContacts(to, from))) === 'KEPT') return;
    }
    throw new BusyError(`the contact of member ${toId} changed ${ATTEMPTS_MAX} times in a row`);
  };
