import { dayOf } from '../kernel/calendar.ts';
import { type Consents, consentKey, hasConsent } from './consent.ts';
import type { Contactable } from './contact-decision.ts';
import type { Channel } from './contact-message.ts';
import { type MemberFacts, zonesOf } from './member-facts.ts';
import type { MemberOutreach } from './member-outreach.ts';
import type { TopicSettings } from './message-catalogue.ts';

/** All that is read of a member before a message is decided on and rendered. */
export interface Recipient {
  /** The member, or whom it was merged into. */
  readonly memberId: string;
  readonly outreach: MemberOutreach;
  readonly facts: MemberFacts;
  readonly addresses: Readonly<Partial<Record<Channel, string>>>;
  /** Why an address is not written to any more. */
  readonly suppressions: Readonly<Partial<Record<Channel, string>>>;
}

export interface RecipientSettings {
  readonly topics: readonly Pick<TopicSettings, 'id' | 'class'>[];
  /** Where members are of whom nobody knows it. */
  readonly timeZones: readonly string[];
  /** The programme's, by whose days holdouts change. */
  readonly timeZone: string;
  /** The group of members that is left alone which a member is in on a day. */
  readonly holdoutOf: (memberId: string, day: string) => string | undefined;
}

/** A recipient as the rules of contact look at it. */
export function contactableOf(recipient: Recipient, settings: RecipientSettings, now: Date): Contactable {
  const { memberId, outreach, facts, addresses, suppressions } = recipient;
  return {
    hasConsent: (channel, topic) => mayTell(outreach.consents, channel, topic, settings.topics),
    suppression: (channel) => (addresses[channel] === undefined ? 'no address' : suppressions[channel]),
    holdout: settings.holdoutOf(memberId, dayOf(now.getTime(), settings.timeZone)),
    heldUntil: facts.heldUntil,
    timeZones: zonesOf(facts, settings.timeZones),
    sent: outreach.slots,
  };
}

/** Whether a message about a topic can go to a member at all: it is wanted, and there is an address that takes it. */
export const isReachable = (
  { outreach, addresses, suppressions }: Recipient,
  channel: Channel,
  topic: string,
  topics: RecipientSettings['topics'],
): boolean =>
  mayTell(outreach.consents, channel, topic, topics) &&
  addresses[channel] !== undefined &&
  suppressions[channel] === undefined;

/** What answers a member's own doing needs no opt-in, unless the member does not want even that. */
function mayTell(consents: Consents, channel: Channel, topic: string, topics: RecipientSettings['topics']): boolean {
  const known = topics.find(({ id }) => id === topic);
  if (known?.class !== 'transactional') return hasConsent(consents, channel, topic);
  return consents[consentKey({ channel, topic })]?.status !== 'WITHDRAWN';
}
