import { requireEnv } from '../../kernel/env.ts';
import { createSendDispatch } from '../dispatch-queue.ts';
import { createDispatchStore } from '../dispatch-store.ts';
import { createPlanSurveys } from '../plan-surveys.ts';
import { clock, dueShardCount, ofProgramme, reader, surveys, table, timeZone } from './connect-surveys.ts';

const send = createSendDispatch(requireEnv('QUEUE_URL'));
const dispatches = createDispatchStore(table, reader);

export const handler = createPlanSurveys({ surveys, dispatches, send, clock }, ofProgramme, {
  timeZone,
  shardCount: dueShardCount,
});
