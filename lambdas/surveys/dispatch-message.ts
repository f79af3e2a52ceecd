import * as z from 'zod/mini';

/** A shard of a run to go on with. */
export const dispatchMessage = z.object({
  run: z.string(),
  shard: z.int().check(z.minimum(0)),
  /** Whether the sample is shared out, and the members of the shard can be asked. */
  isAsking: z._default(z.boolean(), false),
  /** How often it has continued itself. */
  hop: z.int().check(z.minimum(0)),
});

export type DispatchMessage = z.infer<typeof dispatchMessage>;

/** Puts a message on the queue of the dispatch. */
export type SendDispatch = (message: DispatchMessage) => Promise<void>;
