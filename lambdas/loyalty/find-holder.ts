import { followToEnd } from '../kernel/follow-member.ts';
import type { Account } from './balance.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { LedgerStore } from './ledger-store.ts';

/** Whose points a member's are: the member's own, or those of whom it was merged into. */
export interface Holder {
  readonly holderId: string;
  readonly account: Account;
  /** All ids on the way, the first and the last among them: under each of them something may have been booked. */
  readonly ids: readonly string[];
}

/** Follows an account to the one that it was merged into, if it was. */
export async function findHolder(ledger: Pick<LedgerStore, 'account'>, asked: string): Promise<Holder> {
  const { memberId: holderId, kept: account, ids } = await followToEnd((id) => ledger.account(id), asked);
  return { holderId, account, ids };
}

/** The entry of a cause, under whichever of the ids it was booked. */
export async function findEntry(
  ledger: Pick<LedgerStore, 'entry'>,
  ids: readonly string[],
  entryId: string,
): Promise<LedgerEntry | undefined> {
  const found = await Promise.all(ids.map((memberId) => ledger.entry(memberId, entryId)));
  return found.find((entry) => entry !== undefined);
}

/** Whether two ids have come to be the same member. */
export async function isSameMember(ledger: Pick<LedgerStore, 'account'>, a: string, b: string): Promise<boolean> {
  if (a === b) return true;
  const [first, second] = await Promise.all([findHolder(ledger, a), findHolder(ledger, b)]);
  return first.holderId === second.holderId;
}
