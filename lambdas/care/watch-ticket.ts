import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { type BadExperience, reviewTicket } from './bad-experience.ts';
import type { CareChange, CareStore } from './care-store.ts';
import { isBusy, type MemberCare, takeUp } from './member-care.ts';
import { createReadTicket } from './read-care.ts';
import { type CareSettings, type RecoveryGroup, type RecoverySettings, startRecovery } from './recovery.ts';
import { recoveryNotice } from './recovery-notice.ts';
import { createSettleRecovery } from './settle-recovery.ts';
import { addTold, isOtherwise, newTicket, type Ticket, type TicketTold, withOthers } from './ticket.ts';

export interface TicketPorts {
  readonly store: CareStore;
  /** Of a member who may get points. @param day programme-zone date */
  readonly groupOf: (memberId: string, day: string) => RecoveryGroup;
  readonly clock: Clock;
}

/** Why a ticket is looked at; without a word about it, because its answer is late. */
export interface TicketOccasion {
  readonly told?: TicketTold | undefined;
  readonly isOfThePast?: boolean;
}

/** `PAYLOAD_MISMATCH`: the same message said something else before, which holds. */
export type TicketAnswer = 'KEPT' | 'PAYLOAD_MISMATCH';

const ATTEMPTS_MAX = 10;

/**
 * Keeps what is told of a ticket and, where it is a bad experience, begins to make it good, in one write: the ticket that
 * says so, the recovery, the mark that holds advertising back, and the apology. Told again it changes nothing.
 */
export const createWatchTicket = (ports: TicketPorts, settings: RecoverySettings) => {
  const { store, clock } = ports;
  const readTicket = createReadTicket(store);
  const settle = createSettleRecovery(store, clock, settings);
  return async (memberId: string, ticketId: string, occasion: TicketOccasion = {}): Promise<TicketAnswer> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const { care, tickets } = await readTicket(memberId, ticketId);
      const kept = tickets.find((each) => each.memberId === memberId);
      const others = tickets.filter((each) => each !== kept);
      const { told } = occasion;
      if (kept !== undefined && told !== undefined && isOtherwise(kept, told)) return 'PAYLOAD_MISMATCH';
      const change = plan(kept ?? newTicket(memberId, ticketId), others, care, occasion, clock());
      if (change === undefined || (await store.commit(change)) === 'KEPT') {
        // What begins under one id is ended by what was told meanwhile under another.
        if (told?.kind === 'RATED' || change?.recovery !== undefined) await settle(memberId, ticketId);
        return 'KEPT';
      }
    }
    throw new BusyError(`ticket ${ticketId} of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };

  /**
   * Undefined where there is nothing to write. What follows from a word is decided by what is known under all ids of the
   * member; kept is what was told under its own.
   */
  function plan(
    before: Ticket,
    others: readonly Ticket[],
    care: MemberCare,
    { told, isOfThePast = false }: TicketOccasion,
    now: Date,
  ): CareChange | undefined {
    const known = told === undefined ? before : addTold(before, told);
    const { care: rules } = settings;
    const whole = withOthers(before, others);
    const { next, bad } = reviewTicket(whole, withOthers(known, others), told, isOfThePast, rules, now);
    const ticket = withLateAt(known, next.lateAt);
    if (rules !== undefined && bad !== undefined && whole.recovery === undefined) {
      return begin(ticket, bad, rules, care, now);
    }
    return known === before && next.lateAt === before.lateAt ? undefined : { ticket };
  }

  function begin(ticket: Ticket, bad: BadExperience, rules: CareSettings, care: MemberCare, now: Date): CareChange {
    const { timeZone } = settings;
    if (isBusy(care, now)) return { ticket: { ...ticket, recovery: 'ANOTHER_LIVE' } };
    const day = dayOf(now.getTime(), timeZone);
    // Where nobody gets points there is nothing to compare: two groups that are treated alike tell of chance only.
    const group = rules.compensation === undefined ? 'treated' : ports.groupOf(ticket.memberId, day);
    const recovery = startRecovery(ticket, bad, group, { care: rules, timeZone }, now);
    return {
      ticket: { ...ticket, recovery: 'STARTED' },
      recovery,
      care: takeUp(care, recovery),
      told: recoveryNotice(recovery, 'APOLOGISED', now.toISOString()),
    };
  }
};

const withLateAt = ({ lateAt: _, ...ticket }: Ticket, lateAt: string | undefined): Ticket =>
  lateAt === undefined ? ticket : { ...ticket, lateAt };

export type WatchTicket = ReturnType<typeof createWatchTicket>;
