import * as z from 'zod/mini';
import type { Consent, Consents } from './consent.ts';
import { CHANNELS, type Channel, type MessageClass } from './contact-message.ts';
import type { MemberOutreach, Slot } from './member-outreach.ts';

/**
 * The item of a member's outreach. It is read and written with every message and has to stay below one unit of writing,
 * so slots and consents are texts.
 */
export const outreachItem = z.object({
  memberId: z.string(),
  /** By channel and topic: status, time, source. */
  consents: z.record(z.string(), z.string()),
  /** Key, channel, class, seconds since the epoch, topic. */
  slots: z.array(z.string()),
  version: z.int(),
  formerIds: z.optional(z.array(z.string())),
  forwardTo: z.optional(z.string()),
});

const STATUS = { G: 'GRANTED', P: 'PENDING', W: 'WITHDRAWN' } as const;
const CLASSES = { t: 'transactional', s: 'service', m: 'marketing' } as const;
const RADIX = 36;

export function packOutreach({ memberId, consents, slots, version, formerIds, forwardTo }: MemberOutreach) {
  return {
    memberId,
    consents: Object.fromEntries(
      Object.entries(consents).map(([key, { status, at, source }]) => [key, `${status[0]} ${at} ${source}`]),
    ),
    slots: slots.map(packSlot),
    version,
    formerIds: formerIds && [...formerIds],
    forwardTo,
  } satisfies z.infer<typeof outreachItem>;
}

export function unpackOutreach({ consents, slots, ...item }: z.infer<typeof outreachItem>): MemberOutreach {
  const unpacked: Consents = Object.fromEntries(
    Object.entries(consents).map(([key, text]) => [key, unpackConsent(key, text)]),
  );
  return { ...item, consents: unpacked, slots: slots.map(unpackSlot) };
}

function unpackConsent(key: string, text: string): Consent {
  const [channel, topic = ''] = key.split('#');
  const [status, at = '', ...source] = text.split(' ');
  const known = STATUS[status as keyof typeof STATUS];
  if (known === undefined || !isChannel(channel)) throw new Error(`the consent ${key} can't be read`);
  return { channel, topic, status: known, at, source: source.join(' ') };
}

const packSlot = ({ key, channel, class: kind, at, topic }: Slot): string =>
  [key, channel[0], kind[0], Math.floor(Date.parse(at) / 1000).toString(RADIX), topic].join(' ');

function unpackSlot(text: string): Slot {
  const [key = '', channelSign, classSign, seconds = '', topic = ''] = text.split(' ');
  const channel = CHANNELS.find((each) => each[0] === channelSign);
  const kind: MessageClass | undefined = CLASSES[classSign as keyof typeof CLASSES];
  if (channel === undefined || kind === undefined) throw new Error(`the slot ${key} can't be read`);
  return { key, channel, class: kind, topic, at: new Date(Number.parseInt(seconds, RADIX) * 1000).toISOString() };
}

const isChannel = (text: string | undefined): text is Channel => CHANNELS.some((channel) => channel === text);
