const FORWARDS_MAX = 20;

/** What may say whom a member was merged into. */
export interface Forwarding {
  readonly forwardTo?: string | undefined;
}

/** What a member has become by merges. */
export interface FollowedMember<Found extends Forwarding | undefined> {
  readonly memberId: string;
  /** What is kept of that one. */
  readonly kept: Found;
  /** All ids on the way, the first and the last among them: under each of them something may have been told. */
  readonly ids: readonly string[];
}

/**
 * Follows a member to the one that it was merged into, if it was. Undefined beyond twenty merges, so that who asks for many
 * can leave out this one.
 * @param find what is kept of a member, such as its profile
 */
export async function followMember<Found extends Forwarding | undefined>(
  find: (memberId: string) => Promise<Found>,
  memberId: string,
): Promise<FollowedMember<Found> | undefined> {
  const ids: string[] = [];
  let id = memberId;
  for (let forwards = 0; forwards <= FORWARDS_MAX; forwards += 1) {
    ids.push(id);
    const kept = await find(id);
    if (kept?.forwardTo === undefined) return { memberId: id, kept, ids };
    id = kept.forwardTo;
  }
  return undefined;
}

/** The same of one without whom nothing goes on: beyond twenty merges it throws. */
export async function followToEnd<Found extends Forwarding | undefined>(
  find: (memberId: string) => Promise<Found>,
  memberId: string,
): Promise<FollowedMember<Found>> {
  const followed = await followMember(find, memberId);
  if (followed === undefined) throw new Error(`member ${memberId} is forwarded more than ${FORWARDS_MAX} times`);
  return followed;
}

/** A member, and the members that have become it, the latest last: under each of the ids something may have been told. */
export interface WithFormerIds {
  readonly memberId: string;
  readonly formerIds?: readonly string[] | undefined;
}

/** More merges of one member are made by machines; the earliest of more are forgotten. */
const FORMER_IDS_MAX = 20;

/** The former ids of a member after another became it. */
export const joinFormerIds = (to: WithFormerIds, from: WithFormerIds): readonly string[] =>
  [...new Set([...(to.formerIds ?? []), ...(from.formerIds ?? []), from.memberId])].slice(-FORMER_IDS_MAX);
