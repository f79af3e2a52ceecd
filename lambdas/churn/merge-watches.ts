import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Watch } from './watch.ts';
import type { WatchMember } from './watch-member.ts';
import type { WatchChange, WatchStore } from './watch-store.ts';

export interface MergeWatchPorts {
  readonly watches: Pick<WatchStore, 'watch' | 'commit' | 'forwardLosses'>;
  readonly watchMember: WatchMember;
  readonly clock: Clock;
}

const ATTEMPTS_MAX = 10;

/**
 * Closes the watch of a member who became another, then what it was lost at, and looks at that one with all that is known
 * of both. Stopped halfway, the rest follows when it is asked again.
 */
export const createMergeWatches =
  ({ watches, watchMember, clock }: MergeWatchPorts, timeZone: string) =>
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
      await watchMember(toId, { isMerged: true, orders: from?.ordersAhead });
      return;
    }
    throw new BusyError(`the watch of member ${fromId} changed ${ATTEMPTS_MAX} times in a row`);
  };

function closing(from: Watch, toId: string, now: Date, timeZone: string): WatchChange {
  const day = dayOf(now.getTime(), timeZone);
  const change = { from: from.stage, to: null, day, phase: 'end', at: now.toISOString(), reason: 'MERGED' } as const;
  return { next: { ...from, forwardTo: toId }, changes: [change], losses: [], notices: [] };
}
