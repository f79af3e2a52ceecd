import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { enterRun, type Run } from '../../lambdas/churn/win-back.ts';
import { type DueLane, dueItems } from '../../lambdas/kernel/due.ts';
import type { Notice } from '../../lambdas/kernel/notice.ts';
import type { Table } from '../../lambdas/kernel/table/client.ts';
import type { ItemKey } from '../../lambdas/kernel/table/keys.ts';

export const DAY = '2026-03-04';
export const at = (hour: number, day = DAY) => `${day}T${String(hour).padStart(2, '0')}:00:00.000Z`;

export const noticeOf = (memberId: string, noticeId: string): Notice => ({
  ...{ memberId, noticeId, name: 'RepeatNotBought', occurredAt: at(1), data: {} },
});
export const runOf = (memberId: string, changes: Partial<Run> = {}): Run => {
  const entry = { group: 'treated', stage: 'dormant', day: DAY, now: new Date(at(4)) } as const;
  return { ...enterRun(memberId, '2026-02-01', entry, { rungs: [], timeZone: 'Asia/Shanghai' }), ...changes };
};

export const itemAt = async (table: Table, key: ItemKey) =>
  (await table.client.send(new GetCommand({ TableName: table.name, Key: { ...key }, ConsistentRead: true }))).Item;

/** What is due of a member by the end of the year, as lane, rule and instant. */
export async function dueOf(table: Table, memberId: string): Promise<string[]> {
  const lanes: DueLane[] = ['sweep', 'daily'];
  const due = await Promise.all(lanes.map((lane) => dueItems(table, { shard: 0, lane }, '2026-12-31', 100)));
  return due.flatMap(({ items }, index) =>
    items.filter((item) => item.memberId === memberId).map(({ rule, dueAt }) => `${lanes[index]} ${rule} ${dueAt}`),
  );
}
