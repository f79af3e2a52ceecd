import * as z from 'zod/mini';
import { dayOf } from '../kernel/calendar.ts';
import { type DueAttributes, dueAttributes } from '../kernel/due.ts';
import type { Notice } from '../kernel/notice.ts';
import { noticeWrite } from '../kernel/notice-item.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { getItem, putVersion } from '../kernel/table/items.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import { transact } from '../kernel/table/transaction.ts';
import { birthdayOf, nextBirthdayAt } from './birthday.ts';
import type { Contact, Said } from './contact.ts';

/** The rule that waits for birthdays. */
export const BIRTHDAY_RULE = 'birthday';

export interface ContactStore {
  /** What is known of a member; an empty contact if nothing is. Strongly consistent. */
  contact(memberId: string): Promise<Contact>;
  /** Keeps what is said if nobody wrote since `previous` was read. `forwardTo` closes it: it was merged into that member. */
  replace(previous: Contact, said: Said, forwardTo?: string): Promise<'KEPT' | 'CHANGED_MEANWHILE'>;
  /** Tells of the birthday that has come, unless it is over for long, and waits for the next, if nobody wrote since. */
  passBirthday(previous: Contact, notice: Notice | undefined): Promise<'KEPT' | 'CHANGED_MEANWHILE'>;
}

export interface ContactStoreSettings {
  readonly timeZone: string;
  readonly dueShardCount: number;
  readonly clock: () => Date;
}

const dated = z.optional(z.object({ value: z.string(), at: z.string() }));

const contactItem = z.object({
  memberId: z.string(),
  traits: z.record(z.string(), z.object({ value: z.any(), at: z.string() })),
  // Contacts that were written last before it was kept have none.
  place: z._default(z.object({ timeZone: dated, country: dated, locale: dated }), {}),
  version: z.int(),
  forwardTo: z.optional(z.string()),
  birthdayToldYear: z.optional(z.int()),
  dueSK: z.optional(z.string()),
});

/** What is known of a member, for those who read many at once. */
export const readContact = async (reader: ItemReader, memberId: string): Promise<Contact> =>
  contactOf(memberId, await reader.read(keys.contact(memberId), contactItem));

function contactOf(memberId: string, item: z.infer<typeof contactItem> | undefined): Contact {
  if (item === undefined) return { memberId, traits: {}, place: {}, version: 0 };
  const { dueSK, ...contact } = item;
  return { ...contact, ...(dueSK === undefined ? {} : { dueAt: dueSK.split('#')[0] }) };
}

export const createContactStore = (table: Table, settings: ContactStoreSettings): ContactStore => ({
  contact: async (memberId) => contactOf(memberId, await getItem(table, keys.contact(memberId), contactItem)),

  replace: (previous, { traits, place }, forwardTo) =>
    putVersion(table, itemOf({ ...previous, traits, place, forwardTo }, previous, settings), previous.version),

  async passBirthday(previous, notice) {
    const { version, dueAt } = previous;
    const passed = dueAt === undefined ? undefined : Number(dayOf(Date.parse(dueAt), settings.timeZone).slice(0, 4));
    const next = { ...previous, birthdayToldYear: passed };
    const answer = await transact(table, {
      contact: {
        Put: {
          Item: { ...itemOf(next, previous, settings), version: version + 1 },
          ConditionExpression: 'version = :version',
          ExpressionAttributeValues: { ':version': version },
        },
      },
      ...(notice === undefined ? {} : { notice: noticeWrite(notice) }),
    });
    if (answer.committed) return 'KEPT';
    // Told before, by the contact of a member who became this one: there is only to wait.
    const isTold = answer.failed.has('notice') && !answer.failed.has('contact');
    return isTold ? putVersion(table, itemOf(next, previous, settings), version) : 'CHANGED_MEANWHILE';
  },
});

function itemOf(contact: Contact, previous: Contact, settings: ContactStoreSettings) {
  const { dueAt: _, version: __, ...kept } = contact;
  return {
    ...keys.contact(contact.memberId),
    entityType: 'Contact',
    ...kept,
    ...waiting(contact, previous, settings),
  } as ItemKey & Readonly<Record<string, unknown>>;
}

/** On the due index for the next birthday: the day has to be there, the year of birth is not. */
function waiting(
  contact: Contact,
  previous: Contact,
  { timeZone, dueShardCount, clock }: ContactStoreSettings,
): DueAttributes | undefined {
  const now = clock();
  const today = dayOf(now.getTime(), timeZone);
  const birthday = birthdayOf(contact, today);
  if (birthday === undefined || contact.forwardTo !== undefined) return undefined;
  const isKnown = previous.dueAt !== undefined && birthdayOf(previous, today) === birthday;
  const at = nextBirthdayAt(birthday, { now, timeZone, toldYear: contact.birthdayToldYear, isKnown });
  return dueAttributes(at, BIRTHDAY_RULE, contact.memberId, dueShardCount);
}
