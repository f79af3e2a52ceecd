import type { Clock } from '../kernel/clock.ts';
import type { SendAnswer } from './channel.ts';
import { afterFailure, afterFeedback, beginsToTell, type ChannelState } from './channel-state.ts';
import type { ChannelStore } from './channel-store.ts';
import { CHANNELS, type Channel } from './contact-message.ts';

export interface ChannelWatch {
  /** Whether channels send, as far as was known half a minute ago. */
  states(): Promise<Readonly<Record<Channel, ChannelState>>>;
  /** Counts what was sent, and notes since when a receiver takes nothing. */
  report(channel: Channel, answers: readonly SendAnswer[]): Promise<void>;
}

/** Hears of a channel that was stopped: a person has to look why. */
export type OnStopped = (channel: Channel, reason: string | undefined) => void;

const KEPT_MS = 30_000;

/** Watches how sending goes, for all messages of a function: a channel that was stopped sends within half a minute no more. */
export function createWatchChannels(
  channels: Pick<ChannelStore, 'state' | 'replace' | 'day' | 'countSent'>,
  clock: Clock,
  onStopped?: OnStopped,
): ChannelWatch {
  let known: { readonly at: number; readonly states: Promise<Readonly<Record<Channel, ChannelState>>> } | undefined;

  async function readStates(): Promise<Readonly<Record<Channel, ChannelState>>> {
    const read = await Promise.all(CHANNELS.map(async (channel) => [channel, await channels.state(channel)] as const));
    return Object.fromEntries(read) as Record<Channel, ChannelState>;
  }

  function states() {
    const now = clock().getTime();
    if (known === undefined || now - known.at >= KEPT_MS || now < known.at) {
      known = { at: now, states: readStates() };
      // A read that failed is tried again by the next who asks.
      known.states.catch(() => {
        known = undefined;
      });
    }
    return known.states;
  }

  /** Somebody else's note of the same is as good. */
  async function note(channel: Channel, next: (state: ChannelState) => ChannelState | undefined): Promise<void> {
    const before = await channels.state(channel);
    const after = next(before);
    if (after === undefined) return;
    const answer = await channels.replace(channel, after);
    if (answer === 'KEPT' && after.stoppedAt !== before.stoppedAt) onStopped?.(channel, after.reason);
    known = undefined;
  }

  async function countSent(channel: Channel, day: string, by: number): Promise<void> {
    const sent = await channels.countSent(channel, day, by);
    if (!beginsToTell((await states())[channel], day, sent - by, sent)) return;
    const counted = await channels.day(channel, day);
    await note(channel, (state) => afterFeedback(state, day, counted, clock()));
  }

  return {
    states,
    async report(channel, answers) {
      const sentCount = answers.filter(({ kind }) => kind === 'SENT' || kind === 'UNKNOWN').length;
      if (sentCount > 0) await countSent(channel, clock().toISOString().slice(0, 10), sentCount);
      if (channel !== 'webhook' || answers.length === 0) return;
      const isTaken = answers.some(({ kind }) => kind === 'SENT');
      const { failingSince } = (await states())[channel];
      if (!isTaken) await note(channel, (state) => afterFailure(state, clock()));
      else if (failingSince !== undefined) await note(channel, (state) => ({ ...state, failingSince: undefined }));
    },
  };
}
