import * as z from 'zod/mini';

/** Lanes that are swept: the one every hour, the other once a day. */
export const SWEPT_LANES = ['sweep', 'daily'] as const;
export type SweptLane = (typeof SWEPT_LANES)[number];

/** A shard to sweep: everything due in it, from `cursor` on. */
export const sweepMessage = z.object({
  shard: z.int().check(z.minimum(0)),
  lane: z._default(z.enum(SWEPT_LANES), 'sweep'),
  /** How often the sweep of this shard has continued itself. */
  hop: z.int().check(z.minimum(0)),
  cursor: z.optional(z.record(z.string(), z.unknown())),
});

export type SweepMessage = z.infer<typeof sweepMessage>;

/** Puts a message on the sweep's queue. */
export type SendSweep = (message: SweepMessage) => Promise<void>;
