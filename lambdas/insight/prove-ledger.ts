import type { CounterStore } from './counter-store.ts';
import { ENTRY_PREFIX, PROVEN_BUCKETS } from './entry-counts.ts';

/** A bucket of which the balances of all members are not what all entries say. */
export interface LedgerDifference {
  readonly bucket: string;
  readonly balances: number;
  readonly entries: number;
}

/**
 * Compares, bucket by bucket, the sum of all balances with the sum of all entries, which are counted apart from one
 * another as they are written: so that it costs the same however many members there are. Empty where they agree.
 */
export const createProveLedger =
  (counters: Pick<CounterStore, 'period'>) => async (): Promise<readonly LedgerDifference[]> => {
    const figures = await counters.period('points', 'all');
    return PROVEN_BUCKETS.map((bucket) => ({
      bucket,
      balances: figures.get(bucket) ?? 0,
      entries: figures.get(ENTRY_PREFIX + bucket) ?? 0,
    })).filter(({ balances, entries }) => balances !== entries);
  };
