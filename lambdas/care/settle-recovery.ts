import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { CareStore } from './care-store.ts';
import { createReadCare, createReadTicket } from './read-care.ts';
import { decideStep, type RecoverySettings } from './recovery.ts';
import { endOfRecovery } from './recovery-end.ts';
import { joinTickets } from './ticket.ts';

const ATTEMPTS_MAX = 10;

/**
 * Ends what is being made good with a ticket, under whichever id of its member that began, if the ticket was rated well
 * since; whatever else is due is the sweep's.
 */
export const createSettleRecovery = (store: CareStore, clock: Clock, settings: RecoverySettings) => {
  const readTicket = createReadTicket(store);
  const readCare = createReadCare(store);
  return async (memberId: string, ticketId: string): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const { ids, tickets } = await readTicket(memberId, ticketId);
      const recoveries = await Promise.all(ids.map((id) => store.recovery(id, ticketId)));
      const ticket = joinTickets(tickets);
      const now = clock();
      const [end] = recoveries.flatMap((recovery) => {
        if (recovery === undefined) return [];
        const step = decideStep(recovery, ticket, settings, now);
        return step.kind === 'END' ? [{ recovery, step }] : [];
      });
      if (end === undefined) return;
      // Read after the recovery, which holds the member from its first write on; and anew for the next, if there are two.
      const care = await readCare(memberId);
      await store.commit(endOfRecovery(end.recovery, end.step, care, now.toISOString()));
    }
    throw new BusyError(`the recovery of ticket ${ticketId} of member ${memberId} changed ${ATTEMPTS_MAX} times`);
  };
};
