import { type CapSettings, capReached, type SentContact } from './contact-cap.ts';
import type { Channel, ContactMessage } from './contact-message.ts';
import { allAwakeAt, type QuietHours } from './quiet-hours.ts';

/**
 * Which rule decided; they are asked in this order, and the first that objects decides. `STOPPED`: the channel sends
 * nothing now; `DELAY`: its trigger wants it later; `RECOVERY`: a bad experience is being made good.
 */
export type ContactRule =
  | 'CONSENT'
  | 'SUPPRESSED'
  | 'HOLDOUT'
  | 'JOURNEY_ENDED'
  | 'GOAL_MET'
  | 'RECOVERY'
  | 'QUIET_HOURS'
  | 'CAP'
  | 'PRIORITY'
  | 'STOPPED'
  | 'DELAY'
  | 'EXPIRED';

/** What becomes of a message, for whoever asks why. Instants are ISO-8601 in UTC. */
export type Verdict =
  | { readonly kind: 'SEND' }
  /** Asked again from the top at that instant. `detail` names the cap, or the message that goes first. */
  | { readonly kind: 'DEFER'; readonly until: string; readonly rule: ContactRule; readonly detail?: string }
  | { readonly kind: 'SUPPRESS'; readonly rule: ContactRule; readonly detail?: string };

/** What is known of a member, as far as it decides. */
export interface Contactable {
  /** Whether the member has consented, by channel and topic; what is not there is not consented to. */
  readonly hasConsent: (channel: Channel, topic: string) => boolean;
  /** Why an address is not written to any more, such as a complaint; undefined for one that is. */
  readonly suppression: (channel: Channel) => string | undefined;
  /** Of a group that is left alone, to see what messages do: its name. */
  readonly holdout?: string | undefined;
  /** Until that instant (ISO-8601 in UTC) a bad experience is being made good, and nothing is advertised. */
  readonly heldUntil?: string | undefined;
  /** IANA zones in one of which the member is: one where it is known, at least one where it is not. */
  readonly timeZones: readonly string[];
  /** What was sent in the days that caps look at. */
  readonly sent: readonly SentContact[];
}

export interface ContactPolicy {
  readonly quietHours: QuietHours;
  readonly caps: CapSettings;
  /** After quiet hours messages go over so many minutes, and not all at once. */
  readonly spreadMinutes: number;
}

const MINUTE_MS = 60_000;

/**
 * Whether a message may be sent now. The order is: consent, suppression, holdout, the journey, a bad
 * experience that is being made good, quiet hours, caps. What
 * would have to wait longer than the message is of use is suppressed, by the rule that holds it.
 * @param spread from 0 to 1: the member's place in the minutes after quiet hours, the same at every asking
 */
export function decideContact(
  message: ContactMessage,
  member: Contactable,
  policy: ContactPolicy,
  spread: number,
  now: Date,
): Verdict {
  const { channel, topic, journey } = message;
  if (now.toISOString() >= message.validUntil) return { kind: 'SUPPRESS', rule: 'EXPIRED' };
  if (!member.hasConsent(channel, topic)) return { kind: 'SUPPRESS', rule: 'CONSENT' };
  const suppression = member.suppression(channel);
  if (suppression !== undefined) return { kind: 'SUPPRESS', rule: 'SUPPRESSED', detail: suppression };
  // A holdout is spared what wants to sell; what a member has to know is told.
  if (member.holdout !== undefined && message.class === 'marketing') {
    return { kind: 'SUPPRESS', rule: 'HOLDOUT', detail: member.holdout };
  }
  if (journey?.isGoalMet) return { kind: 'SUPPRESS', rule: 'GOAL_MET' };
  if (journey?.isLive === false) return { kind: 'SUPPRESS', rule: 'JOURNEY_ENDED' };
  const { heldUntil = '' } = member;
  if (message.class === 'marketing' && heldUntil > now.toISOString()) {
    return deferOr(message, new Date(heldUntil), 'RECOVERY');
  }
  return decideTime(message, member, policy, spread, now);
}

function decideTime(
  message: ContactMessage,
  member: Contactable,
  { quietHours, caps, spreadMinutes }: ContactPolicy,
  spread: number,
  now: Date,
): Verdict {
  const awake = allAwakeAt(now, member.timeZones, quietHours);
  if (awake === 'NEVER') return { kind: 'SUPPRESS', rule: 'QUIET_HOURS', detail: 'the zones are never awake together' };
  if (awake !== undefined) {
    const spreadMs = Math.floor(spread * spreadMinutes) * MINUTE_MS;
    return deferOr(message, new Date(awake.getTime() + spreadMs), 'QUIET_HOURS');
  }
  // Of a member who may be in several zones the days are those of the one that is named first.
  const zone = member.timeZones[0] ?? 'UTC';
  const reached = capReached(message, member.sent, caps, zone, now);
  return reached === undefined ? { kind: 'SEND' } : deferOr(message, reached.until, 'CAP', reached.rule);
}

/**
 * Which of several messages to a member go now: one of a channel, the one of the highest priority and then of the highest
 * expected value. The others of that channel wait for its gap, and are asked again.
 */
export function decideSlot(
  messages: readonly ContactMessage[],
  member: Contactable,
  policy: ContactPolicy,
  spread: number,
  now: Date,
): ReadonlyMap<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  const taken = new Map<Channel, ContactMessage>();
  for (const message of [...messages].sort(byImportance)) {
    const verdict = decideContact(message, member, policy, spread, now);
    const first = message.class === 'marketing' ? taken.get(message.channel) : undefined;
    if (verdict.kind === 'SEND' && first !== undefined) {
      // As if it had been sent already: whatever cap that reaches says until when the others wait.
      const sent = [...member.sent, { ...first, at: now.toISOString() }];
      const reached = decideContact(message, { ...member, sent }, policy, spread, now);
      verdicts.set(message.messageKey, behind(message, first, reached, now));
      continue;
    }
    verdicts.set(message.messageKey, verdict);
    if (verdict.kind === 'SEND' && message.class !== 'transactional' && first === undefined) {
      taken.set(message.channel, message);
    }
  }
  return verdicts;
}

/** The lowest key goes first where nothing else tells two apart: the same at every asking. */
function byImportance(a: ContactMessage, b: ContactMessage): number {
  const rank = { transactional: 0, service: 1, marketing: 2 } as const;
  return (
    rank[a.class] - rank[b.class] ||
    b.priority - a.priority ||
    b.expectedValue - a.expectedValue ||
    (a.messageKey < b.messageKey ? -1 : 1)
  );
}

const ASKED_AGAIN_MS = 60 * MINUTE_MS;

function behind(message: ContactMessage, first: ContactMessage, reached: Verdict, now: Date): Verdict {
  const until = reached.kind === 'DEFER' ? new Date(reached.until) : new Date(now.getTime() + ASKED_AGAIN_MS);
  return deferOr(message, until, 'PRIORITY', first.messageKey);
}

/** Waits for an instant, unless the message is of no use by then. */
export function deferOr(
  message: Pick<ContactMessage, 'validUntil'>,
  until: Date,
  rule: ContactRule,
  detail?: string,
): Verdict {
  const told = detail === undefined ? { rule } : { rule, detail };
  const at = until.toISOString();
  return at < message.validUntil ? { kind: 'DEFER', until: at, ...told } : { kind: 'SUPPRESS', ...told };
}
