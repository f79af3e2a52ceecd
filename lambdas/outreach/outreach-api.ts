import * as z from 'zod/mini';
import { messageBody, messageId } from '../../programmes/message-schema.ts';
import { apiRoute, idParameter, nothing } from '../kernel/api-route.ts';
import { pageQuery } from '../kernel/paging.ts';
import { CHANNELS } from './contact-message.ts';

const REASON_CHARACTERS_MAX = 200;
const instant = z.iso.datetime();
const channel = z.enum(CHANNELS);
const optionalText = z.optional(z.string());

const verdict = z.object({
  kind: z.enum(['SEND', 'DEFER', 'SUPPRESS']),
  /** Which rule decided; they are asked in the order of consent, suppression, holdout, journey, recovery, quiet hours, caps, priority. */
  rule: optionalText,
  detail: optionalText,
  until: z.optional(instant),
});

export const previewMessageRoute = apiRoute({
  method: 'POST',
  path: '/v1/outreach/preview',
  group: 'Messages',
  summary: 'Would this member get this message at this time, and why not',
  description:
    'Decides as sending would, by what is known now, and changes nothing. With `data`, what the message follows from, it is rendered too; only keys of scope admin are shown the texts, since they name the member.',
  scope: 'read',
  parameters: nothing,
  query: nothing,
  body: z.strictObject({
    memberId: idParameter,
    messageId,
    /** Now, unless another time is asked about. */
    at: z.optional(instant),
    data: z.optional(z.record(z.string(), z.unknown())),
  }),
  status: 200,
  answer: z.object({
    memberId: z.string(),
    messageId: z.string(),
    channel,
    topic: z.string(),
    class: z.enum(['transactional', 'service', 'marketing']),
    at: instant,
    verdict,
    timeZones: z.array(z.string()),
    language: z.enum(['zh', 'en']),
    /** Why it can't be rendered from the data. */
    failure: optionalText,
    rendered: z.optional(z.record(z.string(), z.string())),
  }),
  refusals: { MESSAGE_UNKNOWN: { status: 404, title: 'there is no such message, or it is switched off' } },
});

const definition = z.object({
  messageId: z.string(),
  /** 0 is the programme's file. */
  version: z.int(),
  isOn: z.boolean(),
  message: z.optional(messageBody),
});

export const listMessagesRoute = apiRoute({
  method: 'GET',
  path: '/v1/messages',
  group: 'Messages',
  summary: 'Every message that members can get, as it is defined now',
  scope: 'read',
  parameters: nothing,
  query: nothing,
  status: 200,
  answer: z.object({ messages: z.array(definition) }),
  refusals: {},
});

const VERSION_EXISTS = { status: 409, title: 'somebody else changed the message at the same time' } as const;

export const defineMessageRoute = apiRoute({
  method: 'POST',
  path: '/v1/messages/{messageId}',
  group: 'Messages',
  summary: 'Defines a message, or a new version of it',
  description:
    "Goes before the programme file's message of the same id, within a minute. Messages that wait are made by the version of then.",
  scope: 'write',
  parameters: z.object({ messageId }),
  query: nothing,
  body: messageBody,
  status: 200,
  answer: z.object({ messageId: z.string(), version: z.int() }),
  refusals: {
    MESSAGE_INVALID: { status: 422, title: 'the message does not hold together' },
    MESSAGE_CHANGED: VERSION_EXISTS,
  },
});

export const switchOffMessageRoute = apiRoute({
  method: 'DELETE',
  path: '/v1/messages/{messageId}',
  group: 'Messages',
  summary: 'Switches a message off',
  description: 'What waits of it is not sent. Defining it again switches it on.',
  scope: 'write',
  parameters: z.object({ messageId }),
  query: nothing,
  status: 200,
  answer: z.object({ messageId: z.string(), version: z.int() }),
  refusals: {
    MESSAGE_UNKNOWN: { status: 404, title: 'there is no such message, or it is switched off' },
    MESSAGE_CHANGED: VERSION_EXISTS,
  },
});

export const listMemberMessagesRoute = apiRoute({
  method: 'GET',
  path: '/v1/members/{memberId}/messages',
  group: 'Messages',
  summary: 'What a member was sent, or was not, and why; the latest first',
  scope: 'read',
  parameters: z.object({ memberId: idParameter }),
  query: z.object(pageQuery),
  status: 200,
  answer: z.object({
    messages: z.array(
      z.object({
        messageKey: z.string(),
        messageId: z.string(),
        definitionVersion: z.int(),
        channel,
        topic: z.string(),
        class: z.enum(['transactional', 'service', 'marketing']),
        status: z.enum(['WAITING', 'SENT', 'UNKNOWN', 'SUPPRESSED', 'FAILED']),
        verdict,
        occurredAt: z.string(),
        decidedAt: z.string(),
        validUntil: z.string(),
        dueAt: optionalText,
        sentAt: optionalText,
        failure: optionalText,
        feedback: z.record(z.string(), z.string()),
      }),
    ),
    cursor: optionalText,
  }),
  refusals: { CURSOR_UNKNOWN: { status: 422, title: 'the cursor is not one of this list' } },
});

const channelState = z.object({
  channel,
  isSending: z.boolean(),
  /** `marketing`: what members have to know still goes. */
  scope: z.optional(z.enum(['marketing', 'all'])),
  stoppedAt: optionalText,
  reason: optionalText,
  failingSince: optionalText,
  /** Of today, in UTC. */
  today: z.object({ sent: z.int(), bounced: z.int(), complained: z.int() }),
});

export const showChannelsRoute = apiRoute({
  method: 'GET',
  path: '/v1/outreach/channels',
  group: 'Messages',
  summary: 'Which channels send, how it goes today, and the secrets of the webhook',
  description: 'Secrets are shown to keys of scope admin: one, or two while they are changed.',
  scope: 'read',
  parameters: nothing,
  query: nothing,
  status: 200,
  answer: z.object({ channels: z.array(channelState), webhookSecrets: z.optional(z.array(z.string())) }),
  refusals: {},
});

export const resumeChannelRoute = apiRoute({
  method: 'POST',
  path: '/v1/outreach/channels/{channel}/resume',
  group: 'Messages',
  summary: 'Lets a channel send again that was stopped',
  description: 'Bounces or complaints stop a channel by themselves; a person lets it send again, who knows why.',
  scope: 'admin',
  parameters: z.object({ channel }),
  query: nothing,
  body: z.strictObject({ reason: z.string().check(z.minLength(1), z.maxLength(REASON_CHARACTERS_MAX)) }),
  status: 200,
  answer: channelState,
  refusals: { CHANNEL_CHANGED: { status: 409, title: 'the state of the channel changed at the same time' } },
});

export const outreachRoutes = [
  previewMessageRoute,
  listMemberMessagesRoute,
  listMessagesRoute,
  defineMessageRoute,
  switchOffMessageRoute,
  showChannelsRoute,
  resumeChannelRoute,
] as const;
