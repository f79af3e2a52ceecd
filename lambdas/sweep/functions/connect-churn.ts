import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { createCareStore, createReadCare } from '../../care/index.ts';
import {
  createChurnStore,
  createScanReportStore,
  createTakeWinBackStep,
  createWatching,
  ladderOf,
  readProfile,
} from '../../churn/index.ts';
import { controlsOf, holdoutOf, isLeftAlone } from '../../experiments/index.ts';
import { dayOf } from '../../kernel/calendar.ts';
import { systemClock as clock } from '../../kernel/clock.ts';
import { requireEnv } from '../../kernel/env.ts';
import { programme } from '../../kernel/programme.ts';
import { readSecret } from '../../kernel/secret.ts';
import { createEarnAction, createOrderStore } from '../../loyalty/index.ts';
import { createProfileStore } from '../../members/index.ts';
import type { SweepMessage } from '../sweep-message.ts';
import type { Tally } from '../sweep-shard.ts';
import { capacity, dueShardCount, ledger, reader, table } from './connect-books.ts';

const { lifecycle, outreach, timeZone } = programme;
const members = createProfileStore(table, reader);
const orders = createOrderStore(table, reader);
const churn = createChurnStore(table, reader, { dueShardCount, clock });
const reports = createScanReportStore(table);
const readCare = createReadCare(createCareStore(table, reader, dueShardCount));
const earnAction = createEarnAction(ledger, programme, clock);
/** A programme that writes to nobody has no secret, and no ladder either. */
const salt = outreach === undefined ? '' : (await readSecret(requireEnv('SECRET_ARN')))('holdouts');
const controls = controlsOf(salt, outreach?.holdouts, lifecycle.winBack);

export const watchMember = createWatching(
  churn,
  {
    members,
    orders: { head: orders.head, sums: async (memberId) => (await ledger.account(memberId)).sums },
    groupOf: (memberId, day) => (isLeftAlone(memberId, day, 'win-back', controls) ? 'control' : 'treated'),
    clock,
  },
  { ...lifecycle, timeZone },
);

export const takeWinBackStep = createTakeWinBackStep(
  {
    runs: churn.runs,
    readProfile: (memberId) => readProfile(members, memberId),
    // The control of the journey was fixed with the run; only a holdout is drawn anew.
    isLeftAlone: (memberId, day) => holdoutOf(memberId, day, controls) !== undefined,
    heldUntil: async (memberId) => (await readCare(memberId)).heldUntil,
    async givePoints(memberId, occasion, points, occurredAt) {
      const action = { memberId, action: 'Win-back', occasion, occurredAt, isBackfill: false, causeHash: occasion };
      await earnAction(action, { points, isGift: true });
    },
    clock,
  },
  ladderOf(lifecycle.winBack, timeZone),
);

const metrics = new Metrics();

/** What the daily scan did, part by part: kept by its day and shard, and as metrics. */
export async function reportScan({ lane, shard }: SweepMessage, done: Tally): Promise<void> {
  const used = capacity.take();
  if (lane !== 'daily') return;
  const sum = (unit: 'rcu' | 'wcu') => used.reduce((all, each) => all + each[unit], 0);
  const now = clock();
  const counted = { ...done, readUnits: sum('rcu'), writeUnits: sum('wcu') };
  await reports.add(dayOf(now.getTime(), timeZone), shard, counted, now);
  for (const name of ['due', 'moved', 'entered'] as const) {
    metrics.addMetric(`churn-scan-${name}`, MetricUnit.Count, done[name] ?? 0);
  }
  metrics.publishStoredMetrics();
}
