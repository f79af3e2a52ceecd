import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { birthdayNotice, comeBirthday } from './birthday.ts';
import type { ContactStore } from './contact-store.ts';

const ATTEMPTS_MAX = 10;

/** Gives what the programme gives on a birthday, once a member and year. */
export type GiveBirthdayGift = (memberId: string, day: string) => Promise<void>;

export interface BirthdayPorts {
  readonly contacts: Pick<ContactStore, 'contact' | 'passBirthday'>;
  readonly giveGift: GiveBirthdayGift;
  readonly clock: Clock;
}

/** Tells of a birthday that has come, and waits for the next one. Done again it changes nothing. */
export const createWatchBirthday =
  ({ contacts, giveGift, clock }: BirthdayPorts, { timeZone }: { readonly timeZone: string }) =>
  async (memberId: string): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const contact = await contacts.contact(memberId);
      const now = clock();
      if (contact.dueAt === undefined || contact.dueAt > now.toISOString()) return;
      const come = comeBirthday(contact, now, timeZone);
      // The gift first: it is given once, however often this is tried.
      if (come !== undefined) await giveGift(memberId, come.day);
      const notice = come && birthdayNotice(memberId, come.day, timeZone);
      if ((await contacts.passBirthday(contact, notice)) === 'KEPT') return;
    }
    throw new BusyError(`the contact of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };
