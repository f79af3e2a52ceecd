import { BusyError } from '../kernel/busy-error.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { createFoldProfile } from './fold-profile.ts';
import { emptyProfile } from './profile.ts';
import type { ProfileStore } from './profile-store.ts';

const ATTEMPTS_MAX = 10;

/** A merge of one member into another. */
export interface MemberMerge {
  readonly fromId: string;
  readonly toId: string;
  readonly isDryRun: boolean;
}

export interface MergePorts<Merge extends MemberMerge, Moved, Refusal> {
  readonly profiles: ProfileStore;
  /** Moves what is worth money, and closes the account. */
  readonly mergeAccounts: (merge: Merge) => Promise<Result<Moved, Refusal>>;
  /** Moves what counts against limits, of an account that is closed. */
  readonly mergeCaps: (fromId: string, toId: string) => Promise<void>;
  /** Moves what is known of the person. */
  readonly mergeContacts: (fromId: string, toId: string) => Promise<void>;
  /** Moves what was consented to, and what was sent. */
  readonly mergeOutreach: (fromId: string, toId: string) => Promise<void>;
  /** Moves the hold on advertising while something is made good, and what of it begins later. */
  readonly mergeCare: (fromId: string, toId: string) => Promise<void>;
  /** Moves what the member was asked by surveys and has answered, and when that was last. */
  readonly mergeSurveys: (fromId: string, toId: string) => Promise<void>;
  /** Moves what is watched. */
  readonly mergeWatches: (fromId: string, toId: string) => Promise<void>;
  /** Credits orders to messages that were sent under another id of the one who stays. */
  readonly mergeCredits: (memberId: string) => Promise<void>;
}

/**
 * Makes two members one: points first, since they can be refused, then the hold on advertising, what counts against
 * limits, the profile, the contact, the consents, what surveys asked, what is watched, and which messages have the credit for
 * orders. Each part is done once and forwards from then on; stopped halfway, the rest follows when it is asked again.
 * Stopped after the hold, the one who stays is held back for a member who is not wholly it yet, rather than advertised to
 * in the midst of a complaint.
 */
export const createMergeMembers =
  <Merge extends MemberMerge, Moved, Refusal>(ports: MergePorts<Merge, Moved, Refusal>) =>
  async (
    merge: Merge,
  ): Promise<Result<Moved, Refusal | { readonly code: 'MEMBER_UNKNOWN'; readonly given: string }>> => {
    const { fromId, toId, isDryRun } = merge;
    const known = await Promise.all([fromId, toId].map((memberId) => ports.profiles.profile(memberId)));
    const unknown = [fromId, toId].find((_, index) => known[index] === undefined);
    if (unknown !== undefined) return refuse({ code: 'MEMBER_UNKNOWN', given: unknown });
    const moved = await ports.mergeAccounts(merge);
    if (!moved.ok || isDryRun) return moved;
    // Messages follow the account: from here on they go to the other, who is to be held back by then.
    await ports.mergeCare(fromId, toId);
    await ports.mergeCaps(fromId, toId);
    await mergeProfile(ports.profiles, fromId, toId);
    await ports.mergeContacts(fromId, toId);
    await ports.mergeOutreach(fromId, toId);
    await ports.mergeSurveys(fromId, toId);
    await ports.mergeWatches(fromId, toId);
    await ports.mergeCredits(toId);
    return ok(moved.value);
  };

/**
 * Closes the profile first, so that whatever comes goes to the other; then tells that one what it said, as an event
 * would: where the other was merged meanwhile, it goes on to whom that became.
 */
async function mergeProfile(profiles: ProfileStore, fromId: string, toId: string): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const from = await profiles.profile(fromId);
    const said = from?.profile ?? emptyProfile(fromId);
    const isClosed = from?.forwardTo === toId || (await profiles.replace(from, said, { forwardTo: toId })) === 'KEPT';
    if (isClosed) return createFoldProfile(profiles)(toId, [said]);
  }
  throw new BusyError(`the profile of member ${fromId} changed ${ATTEMPTS_MAX} times in a row`);
}
