import * as z from 'zod/mini';

/** A stretch of time of a shard whose messages are to be staged: what is due in `[from, until)`, from `cursor` on. */
export const stagingMessage = z.object({
  shard: z.int().check(z.minimum(0)),
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  /** When that is to be done; a queue holds messages for minutes only, so the rest is waited for again. */
  stagedAt: z.iso.datetime(),
  /** How often the staging of this stretch has continued itself. */
  hop: z.int().check(z.minimum(0)),
  cursor: z.optional(z.record(z.string(), z.unknown())),
});

export type StagingMessage = z.infer<typeof stagingMessage>;

/** Puts a message on the queue of staging. */
export type SendStaging = (message: StagingMessage) => Promise<void>;
