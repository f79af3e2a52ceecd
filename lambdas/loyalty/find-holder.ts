import type { Account } from './balance.ts';
import type { LedgerStore } from './ledger-store.ts';

const FORWARDS_MAX = 5;

/** Whose points a member's are: the member's own, or those of whom it was merged into. */
export interface Holder {
  readonly holderId: string;
  readonly account: Account;
}

/** Follows an account to the one that it was merged into, if it was. */
export async function findHolder(ledger: Pick<LedgerStore, 'account'>, memberId: string): Promise<Holder> {
  let holderId = memberId;
  for (let forwards = 0; forwards <= FORWARDS_MAX; forwards += 1) {
    const account = await ledger.account(holderId);
    if (account.forwardTo === undefined) return { holderId, account };
    holderId = account.forwardTo;
  }
  throw new Error(`member ${memberId} is forwarded more than ${FORWARDS_MAX} times`);
}

/** Whether two ids have come to be the same member. */
export async function isSameMember(ledger: Pick<LedgerStore, 'account'>, a: string, b: string): Promise<boolean> {
  if (a === b) return true;
  const [first, second] = await Promise.all([findHolder(ledger, a), findHolder(ledger, b)]);
  return first.holderId === second.holderId;
}
