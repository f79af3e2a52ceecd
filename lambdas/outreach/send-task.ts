import * as z from 'zod/mini';

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
  /** Not before; ISO-8601 in UTC. A queue holds messages for minutes only, so the rest is waited for again. */
  notBefore: z.optional(z.iso.datetime()),
  /** The second that it may be sent in, in seconds since the epoch. */
  second: z.optional(z.int()),
  /** How often the provider wanted it slower. */
  attempts: z._default(z.int(), 0),
});

export type SendTask = z.infer<typeof sendTask>;

/** Puts tasks on the queue of sends; each is met at its time at the earliest. */
export type QueueSends = (tasks: readonly SendTask[]) => Promise<void>;
