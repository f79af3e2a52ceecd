import * as z from 'zod/mini';

/** A shard to sweep: everything due in it, from `cursor` on. */
export const sweepMessage = z.object({
  shard: z.int().check(z.minimum(0)),
  /** How often the sweep of this shard has continued itself. */
  hop: z.int().check(z.minimum(0)),
  cursor: z.optional(z.record(z.string(), z.unknown())),
});

export type SweepMessage = z.infer<typeof sweepMessage>;

/** Puts a message on the sweep's queue. */
export type SendSweep = (message: SweepMessage) => Promise<void>;
