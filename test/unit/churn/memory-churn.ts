import type { RunStore } from '../../../lambdas/churn/run-store.ts';
import type { LossNode, Watch } from '../../../lambdas/churn/watch.ts';
import type { WatchChange, WatchStore } from '../../../lambdas/churn/watch-store.ts';
import type { Run } from '../../../lambdas/churn/win-back.ts';
import type { Notice } from '../../../lambdas/kernel/notice.ts';
import type { BudgetUse } from '../../../lambdas/kernel/table/budget.ts';

/** Holds up each access, or fails it. */
export type Wait = (name: string) => Promise<unknown>;

/** What is kept of members who are watched, in memory, under the conditions that the table's is kept under. */
export function memoryChurn(wait: Wait = async () => undefined) {
  const watches = new Map<string, Watch>();
  const runs = new Map<string, Run>();
  const notices = new Map<string, Notice>();
  const losses = new Map<string, { readonly at: string; readonly forwardTo?: string }>();
  const changes: ({ readonly memberId: string } & WatchChange['changes'][number])[] = [];
  const given = new Map<string, number>();
  const granted: BudgetUse[] = [];
  const keyOf = (...parts: readonly string[]) => parts.join(' ');
  const runKey = ({ memberId, entry }: Run) => keyOf(memberId, entry);
  const noticeKey = ({ memberId, noticeId }: Notice) => keyOf(memberId, noticeId);
  const isUnchanged = (
    kept: { readonly version: number; readonly forwardTo?: string | undefined } | undefined,
    version: number,
  ) => (kept?.version ?? 0) === version && kept?.forwardTo === undefined;

  const runStore: RunStore = {
    run: (memberId, entry) => wait('read run').then(() => runs.get(keyOf(memberId, entry))),
    runs: (memberId, most) =>
      wait('list runs').then(() =>
        [...runs.values()]
          .filter((run) => run.memberId === memberId)
          .sort((a, b) => (a.entry < b.entry ? 1 : -1))
          .slice(0, most),
      ),
    replace: (next, told, budget) =>
      wait('write run').then(() => {
        const isFunded = budget === undefined || (given.get(budget.month) ?? 0) + budget.points <= budget.pointsMax;
        const isNews = told === undefined || !notices.has(noticeKey(told));
        const isKept = isUnchanged(runs.get(runKey(next)), next.version);
        if (isKept && isNews && !isFunded) return 'UNFUNDED';
        if (!isKept || !isNews || !isFunded) return 'CHANGED_MEANWHILE';
        runs.set(runKey(next), { ...next, version: next.version + 1 });
        if (told !== undefined) notices.set(noticeKey(told), told);
        if (budget !== undefined) {
          given.set(budget.month, (given.get(budget.month) ?? 0) + budget.points);
          granted.push(budget);
        }
        return 'KEPT';
      }),
  };

  const watchStore: WatchStore = {
    watch: (memberId) => wait('read watch').then(() => watches.get(memberId)),
    commit: (change) =>
      wait('write watch').then(() => {
        const { next, run } = change;
        if (!isUnchanged(watches.get(next.memberId), next.version)) return 'CHANGED_MEANWHILE';
        watches.set(next.memberId, { ...next, version: next.version + 1 });
        changes.push(...change.changes.map((each) => ({ memberId: next.memberId, ...each })));
        for (const { node, at, isFirst } of change.losses) {
          if (isFirst) losses.set(keyOf(next.memberId, node), { at });
        }
        for (const notice of change.notices) {
          if (!notices.has(noticeKey(notice))) notices.set(noticeKey(notice), notice);
        }
        if (run !== undefined && !runs.has(runKey(run))) runs.set(runKey(run), { ...run, version: 1 });
        return 'KEPT';
      }),
    forwardLosses: (memberId, toId) =>
      wait('forward losses').then(() => {
        for (const [key, loss] of losses) {
          if (key.startsWith(`${memberId} `)) losses.set(key, { ...loss, forwardTo: toId });
        }
      }),
    changes: async (memberId, most) =>
      changes
        .filter((change) => change.memberId === memberId)
        .toReversed()
        .slice(0, most),
  };

  return {
    runStore,
    watchStore,
    watches,
    runs,
    losses,
    changes,
    granted,
    /** What was told of a member, earliest first. */
    noticesOf: (memberId: string) => [...notices.values()].filter((notice) => notice.memberId === memberId),
    lossesOf: (memberId: string) =>
      [...losses.keys()]
        .filter((key) => key.startsWith(`${memberId} `))
        .map((key) => key.slice(memberId.length + 1) as LossNode),
  };
}
