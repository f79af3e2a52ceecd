import type { Clock } from '../kernel/clock.ts';
import type { AccountListStore, ListedAddress } from './account-list-store.ts';
import type { SuppressionStore } from './suppression-store.ts';

export interface ReconcilePorts {
  readonly accountList: AccountListStore;
  readonly suppressions: Pick<SuppressionStore, 'suppress'>;
  readonly clock: Clock;
  readonly onPage: (addressCount: number, newCount: number) => void;
}

/** What was listed while the last run read is read once more. */
const OVERLAP_MS = 86_400_000;
const AT_ONCE = 25;

/**
 * Suppresses here what the mail service has on its own list since the last run, however it came there: feedback that
 * was lost, an address that a person put there, another system of the account. What is taken off that list stays here.
 */
export const createReconcileSuppressions =
  ({ accountList, suppressions, clock, onPage }: ReconcilePorts) =>
  async (): Promise<void> => {
    const startedAt = clock();
    const reconciledUntil = await accountList.reconciledUntil();
    const since = reconciledUntil === undefined ? undefined : new Date(Date.parse(reconciledUntil) - OVERLAP_MS);
    for await (const page of accountList.pages(since)) {
      let newCount = 0;
      for (let first = 0; first < page.length; first += AT_ONCE) {
        const isNew = await Promise.all(page.slice(first, first + AT_ONCE).map(suppress));
        newCount += isNew.filter(Boolean).length;
      }
      onPage(page.length, newCount);
    }
    await accountList.keepReconciledUntil(startedAt.toISOString());

    function suppress({ address, listedAt }: ListedAddress): Promise<boolean> {
      return suppressions.suppress(address, { reason: 'ACCOUNT_LIST', at: listedAt });
    }
  };
