import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { createPlanSweep } from '../plan-sweep.ts';
import { SWEPT_LANES } from '../sweep-message.ts';
import { createSendSweep } from '../sweep-queue.ts';

const lane = SWEPT_LANES.find((each) => each === requireEnv('LANE'));
if (lane === undefined) throw new Error(`LANE is one of ${SWEPT_LANES.join(', ')}`);

export const handler = createPlanSweep(
  createSendSweep(requireEnv('QUEUE_URL')),
  lane,
  requireCountEnv('DUE_SHARD_COUNT'),
);
