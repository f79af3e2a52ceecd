import * as z from 'zod/mini';
import { ORDER_EVENTS } from '../../../programmes/programme.ts';
import { isKnownEvent } from '../../intake/index.ts';
import { eventFunction } from '../../kernel/batch.ts';
import { createBus } from '../../kernel/bus.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { platformEvent } from '../../kernel/platform-event.ts';
import { programme } from '../../kernel/programme.ts';
import { createRecordRejection } from '../../kernel/rejection.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createLedgerStore, isSameMember } from '../../loyalty/index.ts';
import { createApplyActivity } from '../apply-activity.ts';
import { createFoldProfile } from '../fold-profile.ts';
import { foldTogether } from '../fold-together.ts';
import { createKeptEventStore } from '../kept-event-store.ts';
import { createLinkVisitor } from '../link-visitor.ts';
import { orderPaid, profileOfOrder } from '../order-profile.ts';
import { createProfileStore } from '../profile-store.ts';
import { createVisitorStore } from '../visitor-store.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const reader = createItemReader(table);
const bus = createBus(requireEnv('BUS_NAME'));
const visitors = createVisitorStore(table, reader);
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount, clock: systemClock });
const known = new Set<string>([...ORDER_EVENTS, ...Object.keys(programme.actions)]);
const foldInto = foldTogether(
  createFoldProfile(createProfileStore(table, reader), {
    dormantDays: programme.lifecycle.dormantDays,
    timeZone: programme.timeZone,
    clock: systemClock,
  }),
);
const applyActivity = createApplyActivity(
  {
    foldInto,
    visitors,
    linkVisitor: createLinkVisitor(visitors, bus, (a, b) => isSameMember(ledger, a, b)),
    keptEvents: createKeptEventStore(table, reader),
    bus,
    recordRejection: createRecordRejection(table, systemClock),
  },
  { ...programme, isKnown: (event) => known.has(event) || isKnownEvent(event) },
);

export const handler = eventFunction(z.union([orderPaid, platformEvent]), async ({ detail }) => {
  if ('data' in detail) await foldInto(detail.data.memberId, profileOfOrder(detail));
  else await applyActivity(detail);
});
