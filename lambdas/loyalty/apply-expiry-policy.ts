import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { keys } from '../kernel/table/keys.ts';
import { applyPolicy, type DatedLot, isOfOldPolicy, type PolicySettings } from './expiry-change.ts';
import type { LedgerStore } from './ledger-store.ts';

const ATTEMPTS_MAX = 20;

type PolicyStore = Pick<LedgerStore, 'account' | 'activeLot' | 'pendingLot' | 'commit'>;

/** Dates one lot by the policy that holds now. One that is spent, released or dated meanwhile is left as it is. */
export const createApplyExpiryPolicy =
  (ledger: PolicyStore, settings: PolicySettings, clock: Clock) =>
  async (told: DatedLot): Promise<'DATED' | 'LEFT'> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const account = await ledger.account(told.lot.memberId);
      const dated = await readAgain(ledger, told);
      if (dated === undefined || !isOfOldPolicy(dated.lot, settings.expiry)) return 'LEFT';
      const answer = await ledger.commit(applyPolicy(dated, account, settings, clock()));
      if (answer === 'COMMITTED') return 'DATED';
    }
    throw new BusyError(`the lots of member ${told.lot.memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };

async function readAgain(ledger: PolicyStore, { kind, lot }: DatedLot): Promise<DatedLot | undefined> {
  if (kind === 'pending') {
    const found = await ledger.pendingLot(keys.pendingLot(lot.memberId, lot.releaseAt, lot.orderId));
    return found === undefined ? undefined : { kind, lot: found };
  }
  const found = await ledger.activeLot(keys.activeLot(lot.memberId, lot.expiryDay));
  return found?.openedBy === lot.openedBy ? { kind, lot: found } : undefined;
}
