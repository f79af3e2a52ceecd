import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { afterFeedback } from './channel-state.ts';
import type { ChannelStore } from './channel-store.ts';
import type { Channel } from './contact-message.ts';
import type { OnStopped } from './watch-channels.ts';

/** Stops marketing on a channel if a day (UTC) has gone too badly. */
export type StopMarketing = (channel: Channel, day: string) => Promise<void>;

const ATTEMPTS_MAX = 5;

export const createStopMarketing =
  (channels: Pick<ChannelStore, 'state' | 'day' | 'replace'>, clock: Clock, onStopped: OnStopped): StopMarketing =>
  async (channel, day) => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const [state, counted] = await Promise.all([channels.state(channel), channels.day(channel, day)]);
      const stopped = afterFeedback(state, day, counted, clock());
      if (stopped === undefined) return;
      if ((await channels.replace(channel, stopped)) === 'KEPT') return onStopped(channel, stopped.reason);
    }
    throw new BusyError(`the state of channel ${channel} changed ${ATTEMPTS_MAX} times in a row`);
  };
