import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { ChannelState } from './channel-state.ts';
import type { ChannelStore } from './channel-store.ts';
import { CHANNELS, type Channel } from './contact-message.ts';

type Reading = Pick<ChannelStore, 'state' | 'day'>;

/** Which channels send, and how sending goes today. */
export const createShowChannels = (channels: Reading, clock: Clock) => () =>
  Promise.all(CHANNELS.map(async (channel) => describe(channel, await channels.state(channel), channels, clock)));

/** Lets a channel send again; a person has looked why it was stopped. */
export const createResumeChannel =
  (channels: Reading & Pick<ChannelStore, 'replace'>, clock: Clock) =>
  async (channel: Channel): Promise<Result<unknown, { readonly code: 'CHANNEL_CHANGED' }>> => {
    const { version } = await channels.state(channel);
    const day = dayOf(clock);
    const resumed = { day, ...(await channels.day(channel, day)) };
    if ((await channels.replace(channel, { version, resumed })) !== 'KEPT') return refuse({ code: 'CHANNEL_CHANGED' });
    return ok(await describe(channel, { version }, channels, clock));
  };

async function describe(channel: Channel, state: ChannelState, channels: Reading, clock: Clock) {
  const { version: _, resumed: __, ...told } = state;
  const today = await channels.day(channel, dayOf(clock));
  return { channel, isSending: state.stoppedAt === undefined, ...told, today };
}

const dayOf = (clock: Clock): string => clock().toISOString().slice(0, 10);
