import type { Channel } from './contact-message.ts';

/**
 * What a member said of a channel and a topic. `PENDING` is a yes that the member has not confirmed yet, and counts as
 * none.
 */
export interface Consent {
  readonly channel: Channel;
  readonly topic: string;
  readonly status: 'GRANTED' | 'PENDING' | 'WITHDRAWN';
  /** ISO-8601 in UTC: when the member said it. */
  readonly at: string;
  /** Where it was said, such as `preference page` or `import`: the proof of it. */
  readonly source: string;
}

/** The latest word on each channel and topic, by {@link consentKey}. */
export type Consents = Readonly<Record<string, Consent>>;

export const consentKey = ({ channel, topic }: Pick<Consent, 'channel' | 'topic'>): string => `${channel}#${topic}`;

/** Of two words of one instant the stricter counts. */
const STRICTNESS = { GRANTED: 0, PENDING: 1, WITHDRAWN: 2 } as const;

/** What holds after one more word: the later counts, in whatever order and however often they are told. */
export function applyConsent(known: Consents, said: Consent): Consents {
  const key = consentKey(said);
  const before = known[key];
  return before === undefined || isLater(said, before) ? { ...known, [key]: said } : known;
}

/** What holds of two members who become one: of each channel and topic the stricter, for nobody said that both consent. */
export function mergeConsents(a: Consents, b: Consents): Consents {
  const merged = { ...a };
  for (const [key, other] of Object.entries(b)) {
    const own = merged[key];
    if (own === undefined || isStricter(other, own)) merged[key] = other;
  }
  return merged;
}

/** Only a yes is one: what was never asked, is not confirmed, or was taken back, is none. */
export const hasConsent = (known: Consents, channel: Channel, topic: string): boolean =>
  known[consentKey({ channel, topic })]?.status === 'GRANTED';

function isLater(said: Consent, before: Consent): boolean {
  if (said.at !== before.at) return said.at > before.at;
  return rank(said) > rank(before) || (rank(said) === rank(before) && said.source > before.source);
}

function isStricter(other: Consent, own: Consent): boolean {
  return rank(other) > rank(own) || (rank(other) === rank(own) && isLater(other, own));
}

const rank = ({ status }: Consent): number => STRICTNESS[status];
