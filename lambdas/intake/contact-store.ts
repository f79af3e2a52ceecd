import * as z from 'zod/mini';
import type { Table } from '../kernel/table/client.ts';
import { getItem, putVersion } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import type { Contact } from './contact.ts';

export interface ContactStore {
  /** What is known of a member; an empty contact if nothing is. Strongly consistent. */
  contact(memberId: string): Promise<Contact>;
  /** Keeps traits if nobody wrote since `previous` was read. `forwardTo` closes it: it was merged into that member. */
  replace(previous: Contact, traits: Contact['traits'], forwardTo?: string): Promise<'KEPT' | 'CHANGED_MEANWHILE'>;
}

const contactItem = z.object({
  memberId: z.string(),
  traits: z.record(z.string(), z.object({ value: z.any(), at: z.string() })),
  version: z.int(),
  forwardTo: z.optional(z.string()),
});

export const createContactStore = (table: Table): ContactStore => ({
  async contact(memberId) {
    const item = await getItem(table, keys.contact(memberId), contactItem);
    return item ?? { memberId, traits: {}, version: 0 };
  },

  replace({ memberId, version }, traits, forwardTo) {
    const item = { ...keys.contact(memberId), entityType: 'Contact', memberId, traits, forwardTo };
    return putVersion(table, item, version);
  },
});
