/** As far as accounts are followed: whom the ledger still finds, everybody finds. */
const FORWARDS_MAX = 20;

/** What may say whom a member was merged into. */
export interface Forwarding {
  readonly forwardTo?: string | undefined;
}

/** What a member has become by merges. */
export interface FollowedMember<Kept extends Forwarding> {
  readonly memberId: string;
  /** What is kept of that one; undefined where there is nothing. */
  readonly kept: Kept | undefined;
  /** All ids on the way, the first and the last among them: under each of them something may have been told. */
  readonly ids: readonly string[];
}

/**
 * Follows a member to the one that it was merged into, if it was. Undefined beyond {@link FORWARDS_MAX} merges, so that
 * who asks for many can leave out this one.
 * @param find what is kept of a member, such as its profile
 */
export async function followMember<Kept extends Forwarding>(
  find: (memberId: string) => Promise<Kept | undefined>,
  memberId: string,
): Promise<FollowedMember<Kept> | undefined> {
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
