import type { SendSweep, SweptLane } from './sweep-message.ts';

/** Starts a sweep of every shard of a lane. Started twice it changes nothing: what is swept is due no more. */
export const createPlanSweep = (send: SendSweep, lane: SweptLane, shardCount: number) => async (): Promise<void> => {
  await Promise.all(Array.from({ length: shardCount }, (_, shard) => send({ shard, lane, hop: 0 })));
};
