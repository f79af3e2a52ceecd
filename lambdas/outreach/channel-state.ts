import type { MessageClass } from './contact-message.ts';

/** Whether a channel sends, and how it has been going. */
export interface ChannelState {
  /** ISO-8601 in UTC; undefined while it sends. A person starts it again. */
  readonly stoppedAt?: string | undefined;
  readonly reason?: string | undefined;
  /** `marketing`: what members have to know still goes. */
  readonly scope?: 'marketing' | 'all' | undefined;
  /** Since when nothing has been taken any more. */
  readonly failingSince?: string | undefined;
  /** What was known when a person let it send again. */
  readonly resumed?: ResumedDay | undefined;
  readonly version: number;
}

/** How the sending of a day went; bounces and complaints count for the day on which the message was sent. */
export interface ChannelDay {
  readonly sent: number;
  readonly bounced: number;
  readonly complained: number;
}

export interface ResumedDay extends ChannelDay {
  /** UTC. */
  readonly day: string;
}

/** Half of what the mail service reviews an account for. */
const BOUNCED_MAX = 0.02;
const COMPLAINED_MAX = 0.0005;
/** Fewer sends of a day say nothing. */
const SENT_MIN = 100;
/** So long a receiver may fail before nothing more is sent to it. */
const FAILING_DAYS_MAX = 3;
const DAY_MS = 86_400_000;

/** Why marketing has to stop on a channel; undefined where it goes well. */
export function stopReason({ sent, bounced, complained }: ChannelDay): string | undefined {
  if (sent < SENT_MIN) return undefined;
  if (bounced / sent > BOUNCED_MAX) return `${bounced} of ${sent} bounced in a day`;
  if (complained / sent > COMPLAINED_MAX) return `${complained} complaints about ${sent} in a day`;
  return undefined;
}

/** The state after a day went so badly that marketing has to stop, or `undefined` where that is no news. */
export function afterFeedback(
  state: ChannelState,
  day: string,
  counted: ChannelDay,
  now: Date,
): ChannelState | undefined {
  if (state.stoppedAt !== undefined) return undefined;
  const unseen = unseenOf(day, counted, state);
  const reason = unseen === undefined ? undefined : stopReason(unseen);
  return reason === undefined ? undefined : { ...state, stoppedAt: now.toISOString(), scope: 'marketing', reason };
}

/** Whether a day begins to tell something with what was sent just now: bounces that were heard before may be too many. */
export function beginsToTell(state: ChannelState, day: string, sentBefore: number, sentNow: number): boolean {
  const enough = SENT_MIN + (state.resumed?.day === day ? state.resumed.sent : 0);
  return sentBefore < enough && sentNow >= enough;
}

/** What a person has seen, and let the channel send again in spite of, does not stop it once more. */
function unseenOf(day: string, counted: ChannelDay, { resumed }: ChannelState): ChannelDay | undefined {
  if (resumed === undefined || day > resumed.day) return counted;
  if (day < resumed.day) return undefined;
  return {
    sent: counted.sent - resumed.sent,
    bounced: counted.bounced - resumed.bounced,
    complained: counted.complained - resumed.complained,
  };
}

/** Whether a channel holds messages of a class back. */
export const isStopped = ({ stoppedAt, scope }: ChannelState, kind: MessageClass): boolean =>
  stoppedAt !== undefined && (scope === 'all' || kind === 'marketing');

/** The state after the other side has not taken a message, or `undefined` where that is no news. */
export function afterFailure(state: ChannelState, now: Date): ChannelState | undefined {
  const { failingSince, scope } = state;
  if (failingSince === undefined) return { ...state, failingSince: now.toISOString() };
  if (scope === 'all' || now.getTime() - Date.parse(failingSince) < FAILING_DAYS_MAX * DAY_MS) return undefined;
  const reason = `nothing was taken since ${failingSince}`;
  return { ...state, stoppedAt: now.toISOString(), scope: 'all', reason };
}
