import { dueAttributes } from '../kernel/due.ts';
import type { Notice } from '../kernel/notice.ts';
import { noticeWrite } from '../kernel/notice-item.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import { type BudgetUse, budgetWrite } from '../kernel/table/budget.ts';
import type { Table } from '../kernel/table/client.ts';
import { versionWrite } from '../kernel/table/items.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';
import { careItem, careOf, recoveryItem, recoveryOf, ticketItem, ticketOf } from './care-item.ts';
import type { MemberCare } from './member-care.ts';
import type { Recovery } from './recovery.ts';
import type { Ticket } from './ticket.ts';

/** The rules that tickets stand under as long as an answer is waited for, and recoveries until they are measured. */
export const TICKET_RULE = 'ticket';
export const RECOVERY_RULE = 'recovery';
const BUDGET = 'recovery';

/** The ticket whose item, or whose recovery, stands at a key. */
export const ticketIdOf = ({ SK }: ItemKey): string => SK.slice(SK.indexOf('#') + 1);

/** What is written together, each as it was read; what is not there stays as it is. */
export interface CareChange {
  readonly ticket?: Ticket | undefined;
  readonly recovery?: Recovery | undefined;
  readonly care?: MemberCare | undefined;
  /** A member that becomes another. */
  readonly closed?: MemberCare | undefined;
  readonly told?: Notice | undefined;
  readonly budget?: BudgetUse | undefined;
}

/** `UNFUNDED`: the month's budget does not have it. */
export type CareAnswer = 'KEPT' | 'CHANGED_MEANWHILE' | 'UNFUNDED';

/** Reads are strongly consistent. */
export interface CareStore {
  ticket(memberId: string, ticketId: string): Promise<Ticket | undefined>;
  recovery(memberId: string, ticketId: string): Promise<Recovery | undefined>;
  /** Of a member with whom nothing was ever made good, an empty one. It may say whom the member was merged into. */
  care(memberId: string): Promise<MemberCare>;
  /** Writes if nobody wrote since it was read, all or nothing. */
  commit(change: CareChange): Promise<CareAnswer>;
}

export const createCareStore = (table: Table, reader: ItemReader, dueShardCount: number): CareStore => ({
  async ticket(memberId, ticketId) {
    const item = await reader.read(keys.ticket(memberId, ticketId), ticketItem);
    return item === undefined ? undefined : ticketOf(item);
  },

  async recovery(memberId, ticketId) {
    const item = await reader.read(keys.recovery(memberId, ticketId), recoveryItem);
    return item === undefined ? undefined : recoveryOf(item);
  },

  async care(memberId) {
    const item = await reader.read(keys.care(memberId), careItem);
    return item === undefined ? { memberId, version: 0 } : careOf(item);
  },

  async commit({ ticket, recovery, care, closed, told, budget }) {
    const answer = await transact(table, {
      ...(ticket === undefined ? {} : { ticket: ticketWrite(ticket, dueShardCount) }),
      ...(recovery === undefined ? {} : { recovery: recoveryWrite(recovery, dueShardCount) }),
      ...(care === undefined ? {} : { care: careWrite(care) }),
      ...(closed === undefined ? {} : { closed: careWrite(closed) }),
      ...(told === undefined ? {} : { told: noticeWrite(told) }),
      ...(budget === undefined ? {} : { budget: budgetWrite(BUDGET, budget) }),
    });
    if (answer.committed) return 'KEPT';
    return answer.failed.has('budget') && answer.failed.size === 1 ? 'UNFUNDED' : 'CHANGED_MEANWHILE';
  },
});

function ticketWrite({ lateAt, version, ...ticket }: Ticket, dueShardCount: number): Write {
  const { memberId, ticketId } = ticket;
  const due = lateAt === undefined ? {} : dueAttributes(lateAt, TICKET_RULE, memberId, dueShardCount);
  return versionWrite({ ...keys.ticket(memberId, ticketId), entityType: 'Ticket', ...ticket, ...due }, version);
}

function recoveryWrite({ dueAt, version, ...recovery }: Recovery, dueShardCount: number): Write {
  const { memberId, ticketId } = recovery;
  const due = dueAt === undefined ? {} : dueAttributes(dueAt, RECOVERY_RULE, memberId, dueShardCount);
  return versionWrite({ ...keys.recovery(memberId, ticketId), entityType: 'Recovery', ...recovery, ...due }, version);
}

const careWrite = ({ version, ...care }: MemberCare): Write =>
  versionWrite({ ...keys.care(care.memberId), entityType: 'MemberCare', ...care }, version);
