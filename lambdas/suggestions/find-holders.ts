import { distinct } from './suggestion.ts';

/** Reads at once, as many as one call takes. */
const AT_ONCE = 100;

/** The member that one has become by merges, with all ids on the way; undefined of one that is not found. */
export type FollowMember = (memberId: string) => Promise<Holder | undefined>;

/** A person who asked to hear, maybe under several ids. */
export interface Holder {
  readonly memberId: string;
  /** All ids that it asked under or had on the way. */
  readonly ids: readonly string[];
}

/**
 * The members that listeners have become, each once, in their order. Who is not found is left out, so that nobody waits
 * for that one, and `onLost` hears of it.
 */
export const createFindHolders =
  (followMember: FollowMember, onLost: (memberId: string) => void) =>
  async (listeners: readonly string[]): Promise<readonly Holder[]> => {
    const holders = new Map<string, Holder>();
    for (let first = 0; first < listeners.length; first += AT_ONCE) {
      const page = listeners.slice(first, first + AT_ONCE);
      const found = await Promise.all(page.map(followMember));
      for (const [index, holder] of found.entries()) {
        if (holder === undefined) onLost(page[index] ?? '');
        else holders.set(holder.memberId, together(holder, holders.get(holder.memberId)));
      }
    }
    return [...holders.values()];
  };

const together = ({ memberId, ids }: Holder, known: Holder | undefined): Holder => ({
  memberId,
  ids: distinct([...(known?.ids ?? []), ...ids]),
});

export type FindHolders = ReturnType<typeof createFindHolders>;
