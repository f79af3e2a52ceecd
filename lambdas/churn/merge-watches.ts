import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import type { WatchMember } from './watch-member.ts';
import type { WatchStore } from './watch-store.ts';

export interface MergeWatchPorts {
  readonly watches: Pick<WatchStore, 'watch' | 'commit'>;
  readonly watchMember: WatchMember;
  readonly clock: Clock;
}

const ATTEMPTS_MAX = 10;

/** Closes the watch of a member who became another, and looks at that one with all that is known of both. */
export const createMergeWatches =
  ({ watches, watchMember, clock }: MergeWatchPorts, timeZone: string) =>
  async (fromId: string, toId: string): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const from = await watches.watch(fromId);
      const now = clock();
      const day = dayOf(now.getTime(), timeZone);
      const moved = { from: from?.stage ?? null, to: null, at: now.toISOString(), day, reason: 'MERGED' } as const;
      const isClosed =
        from === undefined ||
        from.forwardTo !== undefined ||
        (await watches.commit({ next: { ...from, forwardTo: toId }, changes: [moved], losses: [], notices: [] })) ===
          'KEPT';
      if (!isClosed) continue;
      await watchMember(toId, { isMerged: true });
      return;
    }
    throw new BusyError(`the watch of member ${fromId} changed ${ATTEMPTS_MAX} times in a row`);
  };
