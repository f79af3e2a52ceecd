import type { SendSweep } from './sweep-message.ts';

/** Starts a sweep of every shard. Started twice it changes nothing: what is swept is due no more. */
export const createPlanSweep = (send: SendSweep, shardCount: number) => async (): Promise<void> => {
  await Promise.all(Array.from({ length: shardCount }, (_, shard) => send({ shard, hop: 0 })));
};
