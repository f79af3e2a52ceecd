import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { createPlanSweep } from '../plan-sweep.ts';
import { createSendSweep } from '../sweep-queue.ts';

export const handler = createPlanSweep(createSendSweep(requireEnv('QUEUE_URL')), requireCountEnv('DUE_SHARD_COUNT'));
