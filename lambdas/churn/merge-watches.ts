import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { followToEnd } from '../kernel/follow-member.ts';
import { findRun, listRuns } from './find-run.ts';
import { voidRun } from './run-outcome.ts';
import type { RunStore } from './run-store.ts';
import { newWatch, type Watch } from './watch.ts';
import type { WatchMember } from './watch-member.ts';
import type { WatchChange, WatchStore } from './watch-store.ts';
import type { Run } from './win-back.ts';

export interface MergeWatchPorts {
  readonly watches: Pick<WatchStore, 'watch' | 'commit' | 'forwardLosses'>;
  readonly runs: RunStore;
  readonly watchMember: WatchMember;
  readonly clock: Clock;
}

const ATTEMPTS_MAX = 10;

/**
 * Closes the watch of a member who became another, then what it was lost at, looks at that one with all that is known of
 * both, and leaves it on one ladder. Stopped halfway, the rest follows when it is asked again.
 */
export const createMergeWatches =
  ({ watches, runs, watchMember, clock }: MergeWatchPorts, timeZone: string) =>
  async (fromId: string, toId: string): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const from = await watches.watch(fromId);
      const isClosed =
        from === undefined ||
        from.forwardTo !== undefined ||
        (await watches.commit(closing(from, toId, clock(), timeZone))) === 'KEPT';
      if (!isClosed) continue;
      // Of a closed watch nothing is written any more, so none comes after these.
      if (from !== undefined) await watches.forwardLosses(fromId, toId);
      const merged = from ?? newWatch(fromId, dayOf(clock().getTime(), timeZone));
      await watchMember(toId, { merged, orders: merged.ordersAhead });
      const { kept } = await followToEnd((id) => watches.watch(id), toId);
      if (kept !== undefined) await leaveOne(kept, runs);
      return;
    }
    throw new BusyError(`the watch of member ${fromId} changed ${ATTEMPTS_MAX} times in a row`);
  };

function closing(from: Watch, toId: string, now: Date, timeZone: string): WatchChange {
  const day = dayOf(now.getTime(), timeZone);
  const change = { from: from.stage, to: null, day, phase: 'end', at: now.toISOString(), reason: 'MERGED' } as const;
  return { next: { ...from, forwardTo: toId }, changes: [change], losses: [], notices: [] };
}

/**
 * Of two silences the later one is that of the member whom both became: its run goes on where it is. To any other the
 * orders of both would be returns that nobody was won back for, so it ends without an outcome.
 */
async function leaveOne(watch: Watch, runs: RunStore): Promise<void> {
  const left = await findRun(runs, watch);
  const others = (await listRuns(runs, watch)).filter(
    ({ memberId, entry }) => memberId !== left?.memberId || entry !== left.entry,
  );
  for (const run of others) await endVoid(run, runs);
}

async function endVoid({ memberId, entry }: Run, runs: RunStore): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const run = await runs.run(memberId, entry);
    const next = run && voidRun(run);
    if (next === undefined || next === run || (await runs.replace(next)) === 'KEPT') return;
  }
  throw new BusyError(`the win-back of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
}
