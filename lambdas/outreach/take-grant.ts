import type { Clock } from '../kernel/clock.ts';
import type { SendingChannels } from './channel.ts';
import type { Channel } from './contact-message.ts';
import { type Grant, isGrantOpen } from './pace.ts';
import type { PaceStore } from './pace-store.ts';

/**
 * Takes grants of a channel, the earliest that are free from an instant on: a second (since the epoch) for each, and for
 * the last ones none where too few are free.
 */
export type TakeGrants = (channel: Channel, count: number, from: Date) => Promise<readonly number[]>;

/** Asks for as much as the channel's provider takes in a second. */
export const createTakeGrants =
  (pace: PaceStore, channels: SendingChannels, clock: Clock): TakeGrants =>
  async (channel, count, from) => {
    const rate = await channels[channel].ratePerSecond();
    const earliestMs = Math.max(from.getTime(), clock().getTime());
    const second = Math.floor(earliestMs / 1000);
    const grants = await pace.take(channel, isGrantOpen(second, earliestMs) ? second : second + 1, count, rate);
    return secondsOf(grants);
  };

const secondsOf = (grants: readonly Grant[]): number[] =>
  grants.flatMap(({ second, count }) => Array.from({ length: count }, () => second));
