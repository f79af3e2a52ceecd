import type { CareAnswer, CareChange, CareStore } from '../../../lambdas/care/care-store.ts';
import type { MemberCare } from '../../../lambdas/care/member-care.ts';
import { createMergeCare } from '../../../lambdas/care/merge-care.ts';
import type { CareSettings, Recovery, RecoveryGroup } from '../../../lambdas/care/recovery.ts';
import { createTakeRecoveryStep } from '../../../lambdas/care/take-recovery-step.ts';
import type { Ticket } from '../../../lambdas/care/ticket.ts';
import { createWatchTicket } from '../../../lambdas/care/watch-ticket.ts';
import type { Notice } from '../../../lambdas/kernel/notice.ts';

export const START = Date.parse('2026-06-01T04:00:00.000Z');
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

const TIME_ZONE = 'Asia/Shanghai';

export const CARE: CareSettings = {
  badRatingMax: 6,
  lateHours: 24,
  compensation: { points: 100, afterHours: 24, budgetPointsPerMonth: 250 },
  followUpDays: 5,
  windowDays: 14,
};

export const SETTINGS = { care: CARE, timeZone: TIME_ZONE };

/** The store of {@link CareStore} in memory: what it promises, and a crash before or after a write where a test wants one. */
export class MemoryCare implements CareStore {
  readonly tickets = new Map<string, Ticket>();
  readonly recoveries = new Map<string, Recovery>();
  readonly cares = new Map<string, MemberCare>();
  readonly notices = new Map<string, Notice>();
  readonly given = new Map<string, number>();
  /** Called at each step that can be the last one of a process. */
  crash: () => void = () => undefined;

  async ticket(memberId: string, ticketId: string) {
    return this.tickets.get(`${memberId} ${ticketId}`);
  }
  async recovery(memberId: string, ticketId: string) {
    return this.recoveries.get(`${memberId} ${ticketId}`);
  }
  async care(memberId: string) {
    return this.cares.get(memberId) ?? { memberId, version: 0 };
  }

  async commit({ ticket, recovery, care, closed, told, budget }: CareChange): Promise<CareAnswer> {
    this.crash();
    const keyOf = ({ memberId, ticketId }: Ticket | Recovery) => `${memberId} ${ticketId}`;
    const isOld = (known: { version: number } | undefined, next: { version: number } | undefined) =>
      next !== undefined && (known?.version ?? 0) !== next.version;
    const given = budget === undefined ? 0 : (this.given.get(budget.month) ?? 0) + budget.points;
    const isStale =
      isOld(ticket && this.tickets.get(keyOf(ticket)), ticket) ||
      isOld(recovery && this.recoveries.get(keyOf(recovery)), recovery) ||
      isOld(care && this.cares.get(care.memberId), care) ||
      isOld(closed && this.cares.get(closed.memberId), closed) ||
      (told !== undefined && this.notices.has(nameOf(told)));
    if (isStale) return 'CHANGED_MEANWHILE';
    if (budget !== undefined && given > budget.pointsMax) return 'UNFUNDED';
    const after = <T extends { version: number }>(item: T): T => ({ ...item, version: item.version + 1 });
    if (ticket) this.tickets.set(keyOf(ticket), after(ticket));
    if (recovery) this.recoveries.set(keyOf(recovery), after(recovery));
    if (care) this.cares.set(care.memberId, after(care));
    if (closed) this.cares.set(closed.memberId, after(closed));
    if (told) this.notices.set(nameOf(told), told);
    if (budget) this.given.set(budget.month, given);
    this.crash();
    return 'KEPT';
  }

  names(): string[] {
    return [...this.notices.values()].map(({ name }) => name);
  }
}

const nameOf = ({ memberId, noticeId }: Notice) => `${memberId} ${noticeId}`;

export interface CareRig {
  readonly store: MemoryCare;
  readonly at: (ms: number) => void;
  readonly clock: () => Date;
  readonly watch: ReturnType<typeof createWatchTicket>;
  readonly merge: ReturnType<typeof createMergeCare>;
  /** As the hourly sweep does it: every ticket and every recovery that is due. */
  readonly sweep: () => Promise<void>;
  /** Points booked by ticket, as the ledger keeps them: once. */
  readonly booked: Map<string, number>;
  readonly visits: string[];
}

export function careRig(
  group: RecoveryGroup = 'treated',
  { care }: { readonly care?: CareSettings | undefined } = { care: CARE },
  store = new MemoryCare(),
): CareRig {
  let nowMs = START;
  const clock = () => new Date(nowMs);
  const booked = new Map<string, number>();
  const visits: string[] = [];
  const settings = { care, timeZone: TIME_ZONE };
  const watch = createWatchTicket({ store, groupOf: () => group, clock }, settings);
  const merge = createMergeCare(store, clock, settings);
  const step = createTakeRecoveryStep(
    {
      store,
      readDays: async () => ({ activeDays: visits, orderDays: [] }),
      async givePoints(memberId, ticketId, points) {
        store.crash();
        booked.set(`${memberId} ${ticketId}`, points);
        store.crash();
      },
      clock,
    },
    settings,
  );
  const sweep = async (): Promise<void> => {
    const now = clock().toISOString();
    for (const { memberId, ticketId, lateAt } of [...store.tickets.values()]) {
      if (lateAt !== undefined && lateAt <= now) await watch(memberId, ticketId);
    }
    for (const { memberId, ticketId, dueAt } of [...store.recoveries.values()]) {
      if (dueAt !== undefined && dueAt <= now) await step(memberId, ticketId);
    }
  };
  const at = (ms: number) => {
    nowMs = ms;
  };
  return { store, at, clock, watch, merge, sweep, booked, visits };
}

export const instant = (ms: number): string => new Date(ms).toISOString();
export const openedAt = (ms: number, messageId = 'open') =>
  ({ kind: 'OPENED', opening: { at: instant(ms), messageId } }) as const;
export const ratedAt = (ms: number, rating: number, messageId = 'rate') =>
  ({ kind: 'RATED', rating: { at: instant(ms), messageId, rating } }) as const;
export const answeredAt = (ms: number) => ({ kind: 'ANSWERED', at: instant(ms) }) as const;
export const resolvedAt = (ms: number) => ({ kind: 'RESOLVED', at: instant(ms) }) as const;
