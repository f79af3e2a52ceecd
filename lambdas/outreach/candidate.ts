import { memberShard } from '../kernel/ids.ts';
import { type ChannelState, isStopped } from './channel-state.ts';
import { type ContactPolicy, decideSlot, deferOr, type Verdict } from './contact-decision.ts';
import type { Channel } from './contact-message.ts';
import type { MessageDefinition } from './message-catalogue.ts';
import { contactMessageOf } from './message-making.ts';
import { contactableOf, type Recipient, type RecipientSettings } from './recipient.ts';
import { type MessageRequest, messageKeyOf, type Waited } from './sent-message.ts';

/** A message that is to be decided on. */
export interface Candidate {
  readonly request: MessageRequest;
  readonly definition: MessageDefinition;
  /** Empty for one that is asked for the first time. */
  readonly waited: Waited;
  /** How often the provider wanted it slower. */
  readonly slowed: number;
  /** Whether the survey that it is about is answered. */
  readonly isAnswered?: boolean | undefined;
}

export interface DecisionSettings extends RecipientSettings {
  readonly policy: ContactPolicy;
}

const HOUR_MS = 3_600_000;
const STOPPED_HOURS_MAX = 6;
/** As fine as minutes of an hour are divided. */
const SPREAD_PARTS = 10_000;

/** What becomes of several messages to one member at an instant, by their keys. */
export function decideCandidates(
  candidates: readonly Candidate[],
  recipient: Recipient,
  states: Readonly<Record<Channel, ChannelState>>,
  settings: DecisionSettings,
  now: Date,
): ReadonlyMap<string, Verdict> {
  const sending = candidates.map(({ request, definition, isAnswered }) =>
    contactMessageOf(request, definition, { ...recipient.facts, isAnswered }),
  );
  const free = sending.filter((message) => !isStopped(states[message.channel], message.class));
  const verdicts = new Map(
    decideSlot(free, contactableOf(recipient, settings, now), settings.policy, spreadOf(recipient.memberId), now),
  );
  for (const message of sending) {
    if (verdicts.has(message.messageKey)) continue;
    // Whom it may not go to at all is said now; the others wait until somebody lets the channel send again.
    const [[, verdict] = ['', undefined]] = decideSlot(
      [message],
      contactableOf(recipient, settings, now),
      settings.policy,
      spreadOf(recipient.memberId),
      now,
    );
    const state = states[message.channel];
    const waits = deferOr(message, askedAgain(state, now), 'STOPPED', state.reason);
    verdicts.set(message.messageKey, verdict?.kind === 'SUPPRESS' ? verdict : waits);
  }
  return verdicts;
}

/** A channel that has been stopped for long is asked seldom: as long as it has been, one to six hours. */
function askedAgain({ stoppedAt }: ChannelState, now: Date): Date {
  const stoppedMs = stoppedAt === undefined ? 0 : now.getTime() - Date.parse(stoppedAt);
  return new Date(now.getTime() + Math.min(STOPPED_HOURS_MAX * HOUR_MS, Math.max(HOUR_MS, stoppedMs)));
}

export const keyOf = ({ request }: Candidate): string => messageKeyOf(request);

/** The member's place in the minutes after quiet hours, 0 to 1: the same at every asking. */
const spreadOf = (memberId: string): number => memberShard(memberId, SPREAD_PARTS) / SPREAD_PARTS;
