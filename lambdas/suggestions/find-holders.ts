import type { ListenerRange } from './answer-notice.ts';
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
 * The members that some listeners have become, each once, in their order, without whoever listened before them under
 * whatever id. Who is not found is left out, so that nobody waits for that one, and `onLost` hears of it.
 */
export const createFindHolders =
  (followMember: FollowMember, onLost: (memberId: string) => void) =>
  async (listeners: readonly string[], { fromListener, toListener }: ListenerRange): Promise<readonly Holder[]> => {
    const followed = await followAll(listeners.slice(0, toListener), followMember);
    const before = new Set(followed.slice(0, fromListener).map((holder) => holder?.memberId));
    const holders = new Map<string, Holder>();
    for (const [index, holder] of followed.slice(fromListener).entries()) {
      if (holder === undefined) onLost(listeners[fromListener + index] ?? '');
      else if (!before.has(holder.memberId)) {
        holders.set(holder.memberId, together(holder, holders.get(holder.memberId)));
      }
    }
    return [...holders.values()];
  };

async function followAll(listeners: readonly string[], followMember: FollowMember) {
  const followed: (Holder | undefined)[] = [];
  for (let first = 0; first < listeners.length; first += AT_ONCE) {
    followed.push(...(await Promise.all(listeners.slice(first, first + AT_ONCE).map(followMember))));
  }
  return followed;
}

const together = ({ memberId, ids }: Holder, known: Holder | undefined): Holder => ({
  memberId,
  ids: distinct([...(known?.ids ?? []), ...ids]),
});

export type FindHolders = ReturnType<typeof createFindHolders>;
