import { addDays, dayOf, startOfDay } from '../kernel/calendar.ts';
import type { Channel, MessageClass } from './contact-message.ts';

/** How many messages a member may get in so many calendar days of the member's zone, today among them. */
export interface CapRule {
  readonly id: string;
  /** Of one channel, of one topic, or of all where neither is given. */
  readonly channel?: Channel | undefined;
  readonly topic?: string | undefined;
  readonly max: number;
  readonly days: number;
}

/** How many hours lie between two messages of a channel, at least. */
export type ContactGaps = { readonly [channel in Channel]?: number | undefined };

/** A message that was sent, as far as caps look at it. */
export interface SentContact {
  readonly channel: Channel;
  readonly topic: string;
  readonly class: MessageClass;
  /** ISO-8601 in UTC. */
  readonly at: string;
}

export interface CapSettings {
  readonly rules: readonly CapRule[];
  readonly gapHours: ContactGaps;
}

/** Until when a cap holds a message back, and which. */
export interface CapReached {
  readonly until: Date;
  /** The id of a rule, or `gap` with the channel. */
  readonly rule: string;
}

const HOUR_MS = 3_600_000;

/**
 * The cap that holds a message back for longest; undefined where none does. What is transactional is told to whoever
 * asked for it: it is neither counted nor held back. Service messages are counted, and not held back.
 * @param timeZone the member's, whose days count
 */
export function capReached(
  message: Pick<SentContact, 'channel' | 'topic' | 'class'>,
  sent: readonly SentContact[],
  { rules, gapHours }: CapSettings,
  timeZone: string,
  now: Date,
): CapReached | undefined {
  if (message.class !== 'marketing') return undefined;
  const counted = sent.filter((each) => each.class !== 'transactional');
  const reached = [
    ...rules.filter((rule) => isOf(rule, message)).flatMap((rule) => ruleReached(rule, counted, timeZone, now) ?? []),
    ...(gapReached(message.channel, counted, gapHours, now) ?? []),
  ];
  return reached.sort((a, b) => b.until.getTime() - a.until.getTime())[0];
}

const isOf = ({ channel, topic }: CapRule, message: Pick<SentContact, 'channel' | 'topic'>): boolean =>
  (channel === undefined || channel === message.channel) && (topic === undefined || topic === message.topic);

/** Free again on the day on which so many of them are too long ago that one more is within the limit. */
function ruleReached(rule: CapRule, sent: readonly SentContact[], timeZone: string, now: Date): CapReached | undefined {
  const first = addDays(dayOf(now.getTime(), timeZone), 1 - rule.days);
  const days = sent
    .filter((each) => isOf(rule, each))
    .map(({ at }) => dayOf(Date.parse(at), timeZone))
    .filter((day) => day >= first)
    .sort();
  const mustPass = days[days.length - rule.max];
  if (mustPass === undefined) return undefined;
  return { until: new Date(startOfDay(addDays(mustPass, rule.days), timeZone)), rule: rule.id };
}

function gapReached(
  channel: Channel,
  sent: readonly SentContact[],
  gapHours: ContactGaps,
  now: Date,
): readonly CapReached[] | undefined {
  const hours = gapHours[channel];
  const last = sent
    .filter((each) => each.channel === channel)
    .map(({ at }) => Date.parse(at))
    .sort((a, b) => b - a)[0];
  if (hours === undefined || last === undefined) return undefined;
  const until = new Date(last + hours * HOUR_MS);
  return until > now ? [{ until, rule: `gap ${channel}` }] : undefined;
}
