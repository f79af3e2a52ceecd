import { ok, type Result, refuse } from '../kernel/result.ts';
import { type Consent, type Consents, consentKey } from './consent.ts';
import type { Channel, MessageClass } from './contact-message.ts';

/** What a member wants of a channel and a topic. */
export interface ConsentWish {
  readonly channel: Channel;
  readonly topic: string;
  readonly status: 'GRANTED' | 'WITHDRAWN';
}

/** Several wishes that were told together. */
export interface ConsentRequest {
  readonly wishes: readonly ConsentWish[];
  readonly source: string;
  /** ISO-8601: when it was said. Without it it is now, and what holds already is not said again. */
  readonly at?: string | undefined;
  /** Whether whoever tells it has the member's confirmation, where a channel wants one. */
  readonly isConfirmed: boolean;
}

export interface ConsentSettings {
  readonly topics: readonly { readonly id: string; readonly class: MessageClass }[];
  /** Channels on which a yes counts only once it is confirmed. */
  readonly doubleOptIn: readonly Channel[];
}

export type ConsentRefusal =
  | { readonly code: 'TOPIC_UNKNOWN'; readonly expected: string; readonly given: string }
  | { readonly code: 'CONSENT_TWICE'; readonly given: string }
  | { readonly code: 'CONSENT_IN_FUTURE'; readonly expected: string; readonly given: string };

/** Clocks of shops differ by as much. */
const AHEAD_MAX_MS = 300_000;
/** A confirmation that was not answered is asked for again, but not at every click. */
const ASKED_AGAIN_MS = 86_400_000;

/** The words that follow from wishes, for the member's history; none where all of it holds already. */
export function readConsentRequest(
  { wishes, source, at, isConfirmed }: ConsentRequest,
  known: Consents,
  { topics, doubleOptIn }: ConsentSettings,
  now: Date,
): Result<readonly Consent[], ConsentRefusal> {
  const topicIds = topics.map(({ id }) => id);
  const stranger = wishes.find(({ topic }) => !topicIds.includes(topic));
  if (stranger !== undefined) {
    return refuse({ code: 'TOPIC_UNKNOWN', expected: topicIds.join(', '), given: stranger.topic });
  }
  const names = wishes.map(consentKey);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return refuse({ code: 'CONSENT_TWICE', given: twice.replace('#', ' ') });
  if (at !== undefined && Date.parse(at) > now.getTime() + AHEAD_MAX_MS) {
    return refuse({ code: 'CONSENT_IN_FUTURE', expected: `at most ${now.toISOString()}`, given: at });
  }
  const said = wishes.map(({ channel, topic, status }): Consent => {
    const mustConfirm = status === 'GRANTED' && doubleOptIn.includes(channel) && !isConfirmed;
    return {
      channel,
      topic,
      status: mustConfirm ? 'PENDING' : status,
      at: saidAt(at, known[consentKey({ channel, topic })], now),
      source,
    };
  });
  const heard = said.filter((word) => !isConfirmedAlready(word, known[consentKey(word)]));
  return ok(at === undefined ? heard.filter((word) => isNews(word, known[consentKey(word)])) : heard);
}

/** What is said now comes after what was said before, even where the clock that told that was ahead. */
function saidAt(at: string | undefined, before: Consent | undefined, now: Date): string {
  if (at !== undefined) return new Date(at).toISOString();
  const beforeMs = before === undefined ? 0 : Date.parse(before.at);
  return new Date(Math.max(now.getTime(), beforeMs + 1)).toISOString();
}

/** Who has confirmed once is not asked for it again, whenever the yes is said to be of. */
const isConfirmedAlready = (word: Consent, before: Consent | undefined): boolean =>
  word.status === 'PENDING' && before?.status === 'GRANTED';

/** Whether a word of now says anything that does not hold already. */
function isNews(word: Consent, before: Consent | undefined): boolean {
  if (before === undefined) return true;
  if (word.status !== before.status) return true;
  return word.status === 'PENDING' && Date.parse(word.at) - Date.parse(before.at) >= ASKED_AGAIN_MS;
}
