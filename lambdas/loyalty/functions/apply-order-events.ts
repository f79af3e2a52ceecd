import { eventFunction } from '../../kernel/batch.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { logger } from '../../kernel/log.ts';
import { platformEvent } from '../../kernel/platform-event.ts';
import { programme } from '../../kernel/programme.ts';
import { createRecordRejection } from '../../kernel/rejection.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createApplyMilestone } from '../apply-milestone.ts';
import { createApplyOrderEvent } from '../apply-order-event.ts';
import { createEarnAction } from '../earn-action.ts';
import { createEarnPoints } from '../earn-points.ts';
import { createLedgerStore } from '../ledger-store.ts';
import { createOrderStore } from '../order-store.ts';
import { createReversePoints } from '../reverse-points.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const reader = createItemReader(table);
const { currency, timeZone, earning, expiry, actions, tiers } = programme;
const settings = { currency, timeZone, expiry, tiers, ...earning };
const orders = createOrderStore(table, reader);
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount, clock: systemClock });
const ports = { orders, ledger, clock: systemClock };
const applyOrderEvent = createApplyOrderEvent(
  {
    earnPoints: createEarnPoints(ports, settings),
    reversePoints: createReversePoints(ports, settings),
    applyMilestone: createApplyMilestone(ports, settings),
    earnAction: createEarnAction(ledger, settings, systemClock),
    orders,
    recordRejection: createRecordRejection(table, systemClock),
  },
  { currency, actions },
);

/** Events of one member in turn: side by side they would only meet on the member's balance. */
export const handler = eventFunction(
  platformEvent,
  async ({ detail }) => {
    const outcome = await applyOrderEvent(detail);
    if (outcome !== 'APPLIED') logger.info('order event without effect', { outcome, messageId: detail.messageId });
  },
  { turnOf: ({ detail }) => detail.userId ?? String(detail.facts['order_id']) },
);
