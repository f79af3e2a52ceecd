import { BusyError } from '../kernel/busy-error.ts';
import { followToEnd } from '../kernel/follow-member.ts';
import { findRun, listRuns } from './find-run.ts';
import type { OrderOutcome } from './occasion.ts';
import { addPaid, addReturned, endByOrder } from './run-outcome.ts';
import type { RunStore } from './run-store.ts';
import type { Watch } from './watch.ts';
import type { WatchStore } from './watch-store.ts';
import type { Run, WinBackSettings } from './win-back.ts';

export interface CreditPorts {
  readonly runs: RunStore;
  readonly watches: Pick<WatchStore, 'watch'>;
}

const ATTEMPTS_MAX = 10;

/**
 * Ends the ladder that a member is on with its order, and counts what the order brought. What comes back of it is taken off
 * the run that counted it, whatever silence has begun since. Told again it changes nothing.
 */
export const createCreditWinBack =
  ({ runs, watches }: CreditPorts, settings: WinBackSettings) =>
  async (memberId: string, outcome: OrderOutcome): Promise<void> => {
    const { kept: watch } = await followToEnd((id) => watches.watch(id), memberId);
    if (watch?.winBack === undefined) return;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const run = await findRunOf(outcome, watch, runs);
      if (run === undefined) return;
      const next = after(run, outcome, settings);
      if (next === run || (await runs.replace(next)) === 'KEPT') return;
    }
    throw new BusyError(`the win-back of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };

export type CreditWinBack = ReturnType<typeof createCreditWinBack>;

/** The run that counted what came back, else the one that the member is on: the order may be told later than its return. */
async function findRunOf(outcome: OrderOutcome, watch: Watch, runs: RunStore): Promise<Run | undefined> {
  const current = await findRun(runs, watch);
  const { orderId } = outcome;
  if (outcome.kind === 'PAID' || current === undefined || Object.hasOwn(current.paid, orderId)) return current;
  const all = await listRuns(runs, watch);
  return all.find(({ paid }) => Object.hasOwn(paid, orderId)) ?? current;
}

function after(run: Run, outcome: OrderOutcome, settings: WinBackSettings): Run {
  const { orderId } = outcome;
  if (outcome.kind === 'RETURNED') return addReturned(run, outcome.entryId, { orderId, minor: outcome.returnedMinor });
  return endByOrder(addPaid(run, outcome, settings), outcome, settings);
}
