import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { epochSeconds } from '../kernel/clock.ts';
import type { Table } from '../kernel/table/client.ts';
import { type Cursor, queryPage } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import { SCAN_FIGURES, type ScanFigure, type ScanReport } from './scan-report.ts';

/** What the daily scans did, by day and shard. */
export interface ScanReportStore {
  /** Adds what a part of a scan did; `day` is a programme-zone date. One attempt: it is told, and decides nothing. */
  add(day: string, shard: number, done: Readonly<Partial<Record<ScanFigure, number>>>, now: Date): Promise<void>;
  /** Of all shards of days from one to another, both included. */
  reports(from: string, to: string): Promise<readonly ScanReport[]>;
}

const JOB = 'churn-scan';
const KEPT_SECONDS = 400 * 86_400;
const PAGE_SIZE = 500;
const PAGES_MAX = 50;

const figure = z._default(z.number(), 0);
const reportItem = z.object({
  day: z.string(),
  ...(Object.fromEntries(SCAN_FIGURES.map((name) => [name, figure])) as Record<ScanFigure, typeof figure>),
});

export const createScanReportStore = (table: Table): ScanReportStore => ({
  async add(day, shard, done, now) {
    const counted = SCAN_FIGURES.filter((name) => (done[name] ?? 0) !== 0);
    const added = counted.length === 0 ? '' : ` ADD ${counted.map((name) => `#${name} :${name}`).join(', ')}`;
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...keys.job(JOB, `${day}#${shard}`) },
        UpdateExpression: `SET entityType = :entityType, #day = :day, ttlEpochSeconds = :ttl${added}`,
        ExpressionAttributeNames: { '#day': 'day', ...Object.fromEntries(counted.map((name) => [`#${name}`, name])) },
        ExpressionAttributeValues: {
          ':entityType': 'ScanReport',
          ':day': day,
          ':ttl': epochSeconds(now) + KEPT_SECONDS,
          ...Object.fromEntries(counted.map((name) => [`:${name}`, done[name]])),
        },
      }),
    );
  },

  async reports(from, to) {
    const reports: ScanReport[] = [];
    let cursor: Cursor | undefined;
    for (let pages = 0; pages < PAGES_MAX; pages += 1) {
      const page = await queryPage(
        table,
        {
          KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
          // '$' follows '#': all shards of the last day are in.
          ExpressionAttributeValues: { ':pk': keys.job(JOB, '').PK, ':from': from, ':to': `${to}$` },
          Limit: PAGE_SIZE,
        },
        reportItem,
        cursor,
      );
      reports.push(...page.items);
      cursor = page.cursor;
      if (cursor === undefined) return reports;
    }
    throw new Error(`the scans from ${from} to ${to} have more than ${PAGES_MAX} pages`);
  },
});
