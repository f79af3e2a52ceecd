import { followToEnd } from '../kernel/follow-member.ts';
import { listRuns } from './find-run.ts';
import type { OrderOutcome } from './occasion.ts';
import { creditRuns } from './run-credit.ts';
import type { RunStore } from './run-store.ts';
import { settleRuns } from './settle-runs.ts';
import type { WatchStore } from './watch-store.ts';
import type { WinBackSettings } from './win-back.ts';

export interface CreditPorts {
  readonly runs: RunStore;
  readonly watches: Pick<WatchStore, 'watch'>;
}

/**
 * Ends the ladder that a member is on with its order, and counts what the order brought. What comes back of it is taken off
 * the run that counts it, whatever silence has begun since. Told again it changes nothing.
 */
export const createCreditWinBack =
  ({ runs, watches }: CreditPorts, settings: WinBackSettings) =>
  async (memberId: string, outcome: OrderOutcome): Promise<void> =>
    settleRuns(memberId, runs, async () => {
      const { kept: watch } = await followToEnd((id) => watches.watch(id), memberId);
      const known = watch?.winBack === undefined ? [] : await listRuns(runs, watch);
      return { known, next: creditRuns(known, outcome, settings) };
    });

export type CreditWinBack = ReturnType<typeof createCreditWinBack>;
