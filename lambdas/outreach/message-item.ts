import * as z from 'zod/mini';
import { epochSeconds } from '../kernel/clock.ts';
import { HEARD, statusHeard } from '../kernel/message-outcome.ts';
import { CHANNELS } from './contact-message.ts';
import type { KeptMessage } from './sent-message.ts';

/** A message is told about for so long. */
const KEPT_DAYS = 400;
const DAY_MS = 86_400_000;

const at = z.optional(z.string());
const verdict = z.object({
  kind: z.enum(['SEND', 'DEFER', 'SUPPRESS']),
  rule: at,
  detail: at,
  until: at,
});

/** The item of a message: what its sender kept, and beside it what was heard. */
export const messageItem = z.object({
  memberId: z.string(),
  messageKey: z.string(),
  messageId: z.string(),
  definitionVersion: z.int(),
  channel: z.enum(CHANNELS),
  topic: z.string(),
  class: z.enum(['transactional', 'service', 'marketing']),
  status: z.enum(['WAITING', 'SENT', 'UNKNOWN', 'SUPPRESSED', 'FAILED']),
  verdict,
  decidedAt: z.string(),
  occurredAt: z.string(),
  entry: z.string(),
  validUntil: z.string(),
  data: z.optional(z.record(z.string(), z.unknown())),
  dueSK: at,
  attempts: z.optional(z.int()),
  firstAttemptAt: at,
  sentAt: at,
  providerId: at,
  failure: at,
  deliveredAt: at,
  openedAt: at,
  clickedAt: at,
  lastClickedAt: at,
  bouncedAt: at,
  undeliveredAt: at,
  complainedAt: at,
  rejectedAt: at,
});

/** Feedback may come before the message is kept: then nothing else is known of it. */
export const keptItem = z.union([messageItem, z.object({ memberId: z.string(), status: z.optional(z.undefined()) })]);

/** A message by its item; its status follows from both. */
export function readMessage({ dueSK, ...item }: z.infer<typeof messageItem>): KeptMessage {
  const feedback = Object.fromEntries(HEARD.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
  const message = Object.fromEntries(Object.entries(item).filter(([name]) => !HEARD.some((heard) => heard === name)));
  const status = statusHeard(item.status, feedback);
  return { ...message, status, dueAt: dueSK?.split('#')[0], feedback } as unknown as KeptMessage;
}

/** Until when, in seconds since the epoch, what is kept of a message is told about, by the instant (ISO-8601) that it is of. */
export const keptUntil = (instant: string): number => epochSeconds(new Date(Date.parse(instant) + KEPT_DAYS * DAY_MS));
