import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { followToEnd } from '../kernel/follow-member.ts';
import { listRuns } from './find-run.ts';
import type { OrderOutcome } from './occasion.ts';
import { creditRuns, voidDoubles } from './run-credit.ts';
import type { RunStore } from './run-store.ts';
import { settleRuns } from './settle-runs.ts';
import { idsOf, newWatch, type Watch } from './watch.ts';
import type { WatchMember } from './watch-member.ts';
import type { WatchChange, WatchStore } from './watch-store.ts';
import type { WinBackSettings } from './win-back.ts';

export interface MergeWatchPorts {
  readonly watches: Pick<WatchStore, 'watch' | 'commit' | 'forwardLosses'>;
  readonly runs: RunStore;
  readonly watchMember: WatchMember;
  /** What became of orders of a member that were paid on a programme-zone date or later, by the ledger. Strongly consistent. */
  readonly ordersOf: (memberId: string, fromDay: string) => Promise<readonly OrderOutcome[]>;
  readonly clock: Clock;
}

const ATTEMPTS_MAX = 10;

/**
 * Closes the watch of a member who became another, then what it was lost at, looks at that one with all that is known of
 * both, and settles its ladders by what was ordered under each id. Stopped halfway, the rest follows when it is asked again.
 */
export const createMergeWatches =
  (ports: MergeWatchPorts, ladder: WinBackSettings) =>
  async (fromId: string, toId: string): Promise<void> => {
    const { watches, watchMember, clock } = ports;
    const { timeZone } = ladder;
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
      if (kept !== undefined) await settle(kept, ports, ladder);
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
 * Tells the runs of a member all that was ordered under each of its ids since: what the other had ordered may end a ladder,
 * or show that nobody was silent. So the ladder of the later silence goes on alone, where it is.
 */
async function settle(watch: Watch, { runs, ordersOf }: MergeWatchPorts, ladder: WinBackSettings): Promise<void> {
  if (watch.winBack === undefined) return;
  await settleRuns(watch.memberId, runs, async () => {
    const known = await listRuns(runs, watch);
    const [firstEntry] = known.map(({ entry }) => entry).sort();
    if (firstEntry === undefined) return { known, next: known };
    const told = await Promise.all(idsOf(watch).map((memberId) => ordersOf(memberId, firstEntry)));
    return { known, next: voidDoubles(told.flat().reduce((all, each) => creditRuns(all, each, ladder), known)) };
  });
}
