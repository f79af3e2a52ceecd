import type { Clock } from '../kernel/clock.ts';
import type { SendStaging } from './staging-message.ts';
import { windowsAhead } from './staging-window.ts';

/** Whether anything is due in a stretch of time of a shard. */
export type HasDue = (shard: number, from: string, until: string) => Promise<boolean>;

/** Asks for the staging of what is due soon in a shard. Asked twice, a message is given two seconds and sent once. */
export const createAnnounceSends =
  (hasDue: HasDue, send: SendStaging, clock: Clock) =>
  async (shard: number): Promise<void> => {
    const windows = windowsAhead(clock());
    const [first] = windows;
    const last = windows.at(-1);
    // Mostly nothing is: one question answers for all stretches.
    if (first === undefined || last === undefined || !(await hasDue(shard, first.from, last.until))) return;
    for (const window of windows) {
      if (await hasDue(shard, window.from, window.until)) await send({ shard, hop: 0, ...window });
    }
  };
