import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { type BadExperience, reviewTicket } from './bad-experience.ts';
import type { CareChange, CareStore } from './care-store.ts';
import { isBusy, type MemberCare, takeUp } from './member-care.ts';
import { createReadCare } from './read-care.ts';
import { type CareSettings, decideStep, type RecoveryGroup, type RecoverySettings, startRecovery } from './recovery.ts';
import { endOfRecovery } from './recovery-end.ts';
import { recoveryNotice } from './recovery-notice.ts';
import { addTold, isOtherwise, newTicket, type Ticket, type TicketTold } from './ticket.ts';

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
  const readCare = createReadCare(store);
  return async (memberId: string, ticketId: string, occasion: TicketOccasion = {}): Promise<TicketAnswer> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const [kept, care] = await Promise.all([store.ticket(memberId, ticketId), readCare(memberId)]);
      const { told } = occasion;
      if (kept !== undefined && told !== undefined && isOtherwise(kept, told)) return 'PAYLOAD_MISMATCH';
      const change = plan(kept ?? newTicket(memberId, ticketId), care, occasion, clock());
      if (change === undefined || (await store.commit(change)) === 'KEPT') {
        if (told?.kind === 'RATED') await settle(memberId, ticketId);
        return 'KEPT';
      }
    }
    throw new BusyError(`ticket ${ticketId} of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };

  /** Undefined where there is nothing to write. */
  function plan(
    before: Ticket,
    care: MemberCare,
    { told, isOfThePast = false }: TicketOccasion,
    now: Date,
  ): CareChange | undefined {
    const known = told === undefined ? before : addTold(before, told);
    const { care: rules } = settings;
    const { next, bad } = reviewTicket(before, known, told, isOfThePast, rules, now);
    if (rules !== undefined && bad !== undefined && before.recovery === undefined) {
      return begin(next, bad, rules, care, now);
    }
    return known === before && next.lateAt === before.lateAt ? undefined : { ticket: next };
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

  /** A good rating ends what is being made good at once; whatever else is due is the sweep's. */
  async function settle(memberId: string, ticketId: string): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const [ticket, recovery, care] = await Promise.all([
        store.ticket(memberId, ticketId),
        store.recovery(memberId, ticketId),
        readCare(memberId),
      ]);
      if (recovery === undefined) return;
      const now = clock();
      const step = decideStep(recovery, ticket, settings, now);
      if (step.kind !== 'END') return;
      if ((await store.commit(endOfRecovery(recovery, step, care, now.toISOString()))) === 'KEPT') return;
    }
    throw new BusyError(`the recovery of ticket ${ticketId} of member ${memberId} changed ${ATTEMPTS_MAX} times`);
  }
};

export type WatchTicket = ReturnType<typeof createWatchTicket>;
