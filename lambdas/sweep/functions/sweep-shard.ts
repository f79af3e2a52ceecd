import type { Context, SQSEvent } from 'aws-lambda';
import { RECOVERY_RULE, TICKET_RULE, ticketIdOf } from '../../care/index.ts';
import { entryOfRun, SCAN_RULE, scanTally, WATCH_RULE, WIN_BACK_RULE } from '../../churn/index.ts';
import { BIRTHDAY_RULE, createContactStore, createWatchBirthday } from '../../intake/index.ts';
import { queueFunction } from '../../kernel/batch.ts';
import { systemClock } from '../../kernel/clock.ts';
import { type DueItem, dueBetween, dueItems } from '../../kernel/due.ts';
import { requireEnv } from '../../kernel/env.ts';
import { logger } from '../../kernel/log.ts';
import { programme } from '../../kernel/programme.ts';
import {
  ACCOUNT_RULE,
  createEarnAction,
  createEarnBirthday,
  createEndHold,
  createReleasePoints,
  createWatchAccount,
  HOLD_RULE,
  RELEASE_RULE,
} from '../../loyalty/index.ts';
import { createAnnounceSends, createSendStaging } from '../../outreach/index.ts';
import { REMINDER_RULE, runOfInvitation } from '../../surveys/index.ts';
import { sweepMessage } from '../sweep-message.ts';
import { createSendSweep } from '../sweep-queue.ts';
import { createSweepShard, type FireDue } from '../sweep-shard.ts';
import { dueShardCount, ledger, table } from './connect-books.ts';
import { takeRecoveryStep, watchTicket } from './connect-care.ts';
import { reportScan, takeWinBackStep, watchMember } from './connect-churn.ts';
import { remindMember } from './connect-surveys.ts';

const PAGE_SIZE = 25;
const releasePoints = createReleasePoints(ledger, systemClock);
const endHold = createEndHold({ ledger, clock: systemClock, timeZone: programme.timeZone });
const watchAccount = createWatchAccount(ledger, programme, systemClock);
const giveGift = createEarnBirthday(ledger, createEarnAction(ledger, programme, systemClock), programme);
const contacts = createContactStore(table, { ...programme, dueShardCount, clock: systemClock });
const watchBirthday = createWatchBirthday({ contacts, giveGift, clock: systemClock }, programme);
/** What it did is not counted. */
const quietly =
  (fire: (item: DueItem) => Promise<unknown>): FireDue =>
  async (item) => {
    await fire(item);
    return undefined;
  };

const sweepShard = createSweepShard({
  rules: {
    [RELEASE_RULE]: quietly(({ key }) => releasePoints(key)),
    [HOLD_RULE]: quietly(({ memberId, key }) => endHold(memberId, key)),
    [ACCOUNT_RULE]: quietly(({ memberId }) => watchAccount(memberId)),
    [BIRTHDAY_RULE]: quietly(({ memberId }) => watchBirthday(memberId)),
    [WATCH_RULE]: quietly(({ memberId }) => watchMember(memberId, {})),
    [SCAN_RULE]: async ({ memberId }) => scanTally(await watchMember(memberId, { isDaily: true })),
    [REMINDER_RULE]: quietly(({ memberId, key }) => remindMember(memberId, runOfInvitation(key))),
    [WIN_BACK_RULE]: quietly(({ memberId, key }) => takeWinBackStep(memberId, entryOfRun(key))),
    [TICKET_RULE]: quietly(({ memberId, key }) => watchTicket(memberId, ticketIdOf(key))),
    [RECOVERY_RULE]: quietly(({ memberId, key }) => takeRecoveryStep(memberId, ticketIdOf(key))),
  },
  readDue: (message, now, cursor) => dueItems(table, message, now, PAGE_SIZE, cursor),
  report: reportScan,
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
    if (message.lane === 'sweep' && message.hop === 0) await announceSends(message.shard);
    await sweepShard(message, () => context.getRemainingTimeInMillis());
  })(event);
