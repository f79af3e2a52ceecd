import type { Context, SQSEvent } from 'aws-lambda';
import { BIRTHDAY_RULE, createContactStore, createWatchBirthday } from '../../intake/index.ts';
import { queueFunction } from '../../kernel/batch.ts';
import { systemClock } from '../../kernel/clock.ts';
import { dueBetween, dueItems } from '../../kernel/due.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { logger } from '../../kernel/log.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import {
  ACCOUNT_RULE,
  createEarnAction,
  createEarnBirthday,
  createEndHold,
  createLedgerStore,
  createReleasePoints,
  createWatchAccount,
  HOLD_RULE,
  RELEASE_RULE,
} from '../../loyalty/index.ts';
import { createAnnounceSends, createSendStaging } from '../../outreach/index.ts';
import { sweepMessage } from '../sweep-message.ts';
import { createSendSweep } from '../sweep-queue.ts';
import { createSweepShard } from '../sweep-shard.ts';

const PAGE_SIZE = 25;
const table = connectTable(requireEnv('TABLE_NAME'));
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, createItemReader(table), { ...programme, dueShardCount, clock: systemClock });
const releasePoints = createReleasePoints(ledger, systemClock);
const endHold = createEndHold({ ledger, clock: systemClock, timeZone: programme.timeZone });
const watchAccount = createWatchAccount(ledger, programme, systemClock);
const giveGift = createEarnBirthday(ledger, createEarnAction(ledger, programme, systemClock), programme);
const contacts = createContactStore(table, { ...programme, dueShardCount, clock: systemClock });
const watchBirthday = createWatchBirthday({ contacts, giveGift, clock: systemClock }, programme);
const sweepShard = createSweepShard({
  rules: {
    [RELEASE_RULE]: ({ key }) => releasePoints(key),
    [HOLD_RULE]: ({ memberId, key }) => endHold(memberId, key),
    [ACCOUNT_RULE]: ({ memberId }) => watchAccount(memberId),
    [BIRTHDAY_RULE]: ({ memberId }) => watchBirthday(memberId),
  },
  readDue: (shard, now, cursor) => dueItems(table, shard, now, PAGE_SIZE, cursor),
  send: createSendSweep(requireEnv('QUEUE_URL')),
  clock: systemClock,
  onFailure: ({ key, rule }, error) => logger.error('due item failed', { error: error as Error, rule, ...key }),
});
/** A programme that writes to nobody has no queue to announce messages by. */
const announceSends =
  programme.outreach === undefined
    ? async () => undefined
    : createAnnounceSends(
        async (shard, from, until) =>
          (await dueBetween(table, { shard, lane: 'sends' }, [from, until], 1)).items.length > 0,
        createSendStaging(requireEnv('STAGING_QUEUE_URL'), systemClock),
        systemClock,
      );

export const handler = (event: SQSEvent, context: Context) =>
  queueFunction(sweepMessage, async (message) => {
    if (message.hop === 0) await announceSends(message.shard);
    await sweepShard(message, () => context.getRemainingTimeInMillis());
  })(event);
