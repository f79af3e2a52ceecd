import * as z from 'zod/mini';
import type { Notice } from '../kernel/notice.ts';
import { noticeWrite } from '../kernel/notice-item.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { putVersion, versionWrite } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import { transact } from '../kernel/table/transaction.ts';
import type { Profile } from './profile.ts';

/** A profile as it is kept. */
export interface KeptProfile {
  readonly profile: Profile;
  /** Counts the writes. */
  readonly version: number;
  /** The member that this one was merged into. */
  readonly forwardTo?: string | undefined;
}

export interface ProfileStore {
  /** Undefined for a member that no event has spoken of. Strongly consistent. */
  profile(memberId: string): Promise<KeptProfile | undefined>;
  /**
   * Keeps a profile if nobody wrote since `previous` was read. `forwardTo` closes it: it was merged into that member,
   * and is not written any more. Notices are given with it, but for those that were given before.
   */
  replace(
    previous: KeptProfile | undefined,
    profile: Profile,
    more?: { readonly forwardTo?: string; readonly notices?: readonly Notice[] },
  ): Promise<'KEPT' | 'CHANGED_MEANWHILE'>;
}

const dated = <T extends z.ZodMiniType>(value: T) => z.optional(z.object({ value, at: z.string() }));
const interest = z.object({
  name: z.string(),
  viewedAt: z.optional(z.string()),
  boughtAt: z.optional(z.string()),
});
const at = z.optional(z.string());
const days = z.object({ last: z.string(), bits: z.string() });

const profileItem = z.object({
  memberId: z.string(),
  version: z.int(),
  forwardTo: z.optional(z.string()),
  knownSince: at,
  joinedAt: at,
  firstSeenAt: at,
  lastSeenAt: at,
  activeDays: z.optional(days),
  steps: z.object({ browsed: at, searched: at, carted: at, checkedOut: at, ordered: at, paid: at }),
  firstOrders: z.array(z.object({ orderId: z.string(), at: z.string() })),
  lastOrderAt: at,
  orderDays: z.optional(days),
  products: z.array(interest),
  categories: z.array(interest),
  brands: z.array(interest),
  traits: z.object({
    locale: dated(z.string()),
    timeZone: dated(z.string()),
    country: dated(z.string()),
    tags: dated(z.array(z.string())),
  }),
  currenciesRefused: z.array(z.string()),
  visitors: z.array(z.object({ anonymousId: z.string(), at: z.string() })),
});

export const createProfileStore = (table: Table, reader: ItemReader): ProfileStore => ({
  async profile(memberId) {
    const item = await reader.read(keys.profile(memberId), profileItem);
    if (item === undefined) return undefined;
    const { version, forwardTo, ...profile } = item;
    return { profile, version, forwardTo };
  },

  async replace(previous, profile, { forwardTo, notices = [] } = {}) {
    const version = previous?.version ?? 0;
    const item = { ...keys.profile(profile.memberId), entityType: 'Profile', ...profile, forwardTo };
    if (notices.length === 0) return putVersion(table, item, version);
    const given = Object.fromEntries(notices.map((notice) => [notice.noticeId, noticeWrite(notice)]));
    const answer = await transact<string>(table, { profile: versionWrite(item, version), ...given });
    if (answer.committed) return 'KEPT';
    if (answer.failed.has('profile')) return 'CHANGED_MEANWHILE';
    const untold = notices.filter(({ noticeId }) => !answer.failed.has(noticeId));
    return this.replace(previous, profile, { ...(forwardTo === undefined ? {} : { forwardTo }), notices: untold });
  },
});
