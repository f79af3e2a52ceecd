import { eventFunction } from '../../kernel/batch.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { logger } from '../../kernel/log.ts';
import { programme } from '../../kernel/programme.ts';
import { createRecordRejection } from '../../kernel/rejection.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createApplyOrderEvent } from '../apply-order-event.ts';
import { createEarnPoints } from '../earn-points.ts';
import { createEarningStore } from '../earning-store.ts';
import { orderCompleted } from '../order-event.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const { currency, timeZone, earning, expiry } = programme;
const store = createEarningStore(table, requireCountEnv('DUE_SHARD_COUNT'));
const earnPoints = createEarnPoints(store, { currency, timeZone, ...earning, expiry }, systemClock);
const applyOrderEvent = createApplyOrderEvent(earnPoints, createRecordRejection(table, systemClock));

export const handler = eventFunction(orderCompleted, async ({ detail }) => {
  const outcome = await applyOrderEvent(detail);
  if (outcome !== 'APPLIED') logger.info('order event without effect', { outcome, messageId: detail.messageId });
});
