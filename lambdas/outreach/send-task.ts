import * as z from 'zod/mini';
import { CHANNELS } from './contact-message.ts';

const id = z.string().check(z.minLength(1));

/** A message to send, as it waits in the queue: ids and facts, nothing of a person. */
export const sendTask = z.object({
  memberId: id,
  messageKey: id,
  /** What it follows from; absent where the message is kept already. */
  request: z.optional(
    z.object({
      memberId: id,
      messageId: id,
      entry: id,
      occurredAt: z.iso.datetime(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  /** How often the provider wanted it slower. */
  attempts: z._default(z.int(), 0),
});

/** Tasks that are met together. */
export const sendGroup = z.object({
  tasks: z.array(sendTask).check(z.minLength(1)),
  /** Not before; ISO-8601 in UTC. A queue holds messages for minutes only, so the rest is waited for again. */
  notBefore: z.optional(z.iso.datetime()),
  /** A grant for each of them: the second to send in, in seconds since the epoch, and the channel that granted it. */
  grant: z.optional(z.object({ channel: z.enum(CHANNELS), second: z.int() })),
});

export type SendTask = z.infer<typeof sendTask>;
export type SendGroup = z.infer<typeof sendGroup>;

/** Puts groups on the queue of sends; each is met at its time at the earliest, or at the most that a queue waits. */
export type QueueSends = (groups: readonly SendGroup[]) => Promise<void>;

/** What one sender does in its time. */
export const GROUP_TASKS_MAX = 50;

/** Whoever sends many in a granted second is called so long before: it has to start, and to read and render what it sends. */
export const LEAD_SECONDS = 5;
/** Fewer than that find another second at once if they are late for theirs. */
const LED_TASKS_MIN = 10;

/** How long before its second a group is met, in seconds. */
export const leadOf = ({ grant, tasks }: SendGroup): number =>
  grant !== undefined && tasks.length >= LED_TASKS_MIN ? LEAD_SECONDS : 0;

/** When a group is to be met, in milliseconds since the epoch; 0 for at once. */
export const startOf = ({ grant, notBefore }: SendGroup): number =>
  grant === undefined ? Date.parse(notBefore ?? '1970-01-01T00:00:00Z') : grant.second * 1000;
