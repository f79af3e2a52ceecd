/** The gift shop's messages and the settings by which members are written to, for measurements. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChannelState } from '../../lambdas/outreach/channel-state.ts';
import { type Consents, consentKey } from '../../lambdas/outreach/consent.ts';
import { CHANNELS, type Channel } from '../../lambdas/outreach/contact-message.ts';
import type { MemberFacts } from '../../lambdas/outreach/member-facts.ts';
import { createMessageCatalogue, type MessageCatalogue } from '../../lambdas/outreach/message-catalogue.ts';
import { waitingMessageOf } from '../../lambdas/outreach/message-making.ts';
import type { Recipient } from '../../lambdas/outreach/recipient.ts';
import type { KeptMessage, MessageRequest } from '../../lambdas/outreach/sent-message.ts';
import type { MessageBody } from '../../programmes/message-schema.ts';
import { parseProgrammeText } from '../../programmes/programme.ts';
import { programmeMessages } from '../../programmes/ready-messages.ts';
import { SAMPLES } from '../../test/unit/outreach/rendering.ts';

const programme = parseProgrammeText(
  readFileSync(join(import.meta.dirname, '../../programmes/gift-shop.json'), 'utf8'),
);
const { outreach } = programme;
if (outreach === undefined) throw new Error('the gift shop writes to nobody');

export const MESSAGES: Readonly<Record<string, MessageBody>> = programmeMessages(programme);
export const TOPICS = outreach.topics;
/** Noon in the shop's zone, when everybody is awake there. */
export const NOON_MS = Date.parse('2026-06-10T04:00:00.000Z');
export const GOING: Readonly<Record<Channel, ChannelState>> = {
  email: { version: 0 },
  sms: { version: 0 },
  webhook: { version: 0 },
};

export const SETTINGS = {
  topics: TOPICS,
  timeZones: [programme.timeZone],
  timeZone: programme.timeZone,
  holdoutOf: () => undefined,
  policy: {
    quietHours: outreach.quietHours,
    spreadMinutes: outreach.spreadMinutes,
    caps: { rules: outreach.caps, gapHours: outreach.gapHours },
  },
  language: outreach.language,
  shop: outreach.shop,
  currency: programme.currency,
  minorUnitsPerPoint: programme.redemption?.minorUnitsPerPoint,
  tierNames: { gold: { en: 'Gold', zh: '金卡' } },
  topicNames: Object.fromEntries(TOPICS.map(({ id, name }) => [id, name])),
  postalAddress: outreach.postalAddress,
  links: outreach.links,
  smsPartsMax: outreach.smsPartsMax,
  publicUrl: 'https://api.example',
  linkKey: 'a-key-of-the-measurement',
};

export const catalogueOf = (now: () => Date) => createMessageCatalogue(MESSAGES, TOPICS, async () => [], now);

/** Every channel and topic, granted long ago. */
export const ALL_CONSENTS: Consents = Object.fromEntries(
  CHANNELS.flatMap((channel) =>
    TOPICS.map(({ id: topic }) => {
      const consent = {
        channel,
        topic,
        status: 'GRANTED',
        at: '2026-01-01T04:00:00.000Z',
        source: 'checkout',
      } as const;
      return [consentKey(consent), consent];
    }),
  ),
);

/** What a message that leads to a survey is told beside its variables. */
const ASKED = { survey: 'quarterly-satisfaction', run: 'quarterly-satisfaction.2026-Q2' };

/** A message to a member that says all it has to say. */
export function requestOf(memberId: string, messageId: string, entry: string, at: Date): MessageRequest {
  const variables = MESSAGES[messageId]?.variables ?? {};
  const samples = Object.fromEntries(Object.entries(variables).map(([name, kind]) => [name, SAMPLES[kind]]));
  const data = { ...ASKED, ...samples };
  return { memberId, messageId, entry, occurredAt: at.toISOString(), data };
}

export const factsOf = (memberId: string, locale: string): MemberFacts => ({
  locale,
  traits: { name: 'Lin', email: `${memberId}@mail.example`, phone: '+8613800138000' },
  activePoints: 2_560,
  pendingPoints: 128,
});

/** A member that all messages reach; those about a bad experience as long as it is being made good. */
export const recipientOf = (memberId: string, locale: string, heldUntil?: string): Recipient => ({
  memberId,
  outreach: { memberId, consents: ALL_CONSENTS, slots: [], version: 1 },
  facts: { ...factsOf(memberId, locale), heldUntil },
  addresses: { email: `${memberId}@mail.example`, sms: '+8613800138000', webhook: memberId },
  suppressions: {},
});

/** A message that waits for an instant, as quiet hours leave it. */
export async function waitingMessage(
  request: MessageRequest,
  catalogue: Pick<MessageCatalogue, 'find'>,
  until: Date,
): Promise<KeptMessage> {
  const definition = await catalogue.find(request.messageId);
  if (definition === undefined) throw new Error(`there is no message ${request.messageId}`);
  const verdict = { kind: 'DEFER', until: until.toISOString(), rule: 'QUIET_HOURS' } as const;
  return waitingMessageOf(request, definition, verdict, until);
}
