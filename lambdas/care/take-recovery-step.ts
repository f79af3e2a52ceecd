import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { CareChange, CareStore } from './care-store.ts';
import type { MemberCare } from './member-care.ts';
import { createReadTicket } from './read-care.ts';
import {
  decideStep,
  measure,
  passUnfunded,
  type Recovery,
  type RecoverySettings,
  type RecoveryStep,
  type ReturnDays,
} from './recovery.ts';
import { endOfRecovery } from './recovery-end.ts';
import { recoveryNotice } from './recovery-notice.ts';
import { joinTickets, type Ticket } from './ticket.ts';

export interface RecoveryPorts {
  readonly store: CareStore;
  /** When a member, or whom it was merged into, was there. */
  readonly readDays: (memberId: string) => Promise<ReturnDays>;
  /** Gives points for a bad experience, once a ticket. */
  readonly givePoints: (memberId: string, ticketId: string, points: number, at: string) => Promise<void>;
  readonly clock: Clock;
}

const ATTEMPTS_MAX = 10;

/**
 * Takes the step of a recovery that is due. Points are taken from the budget together with the recovery that says so, then
 * booked, then told of: whoever is stopped in between goes on where it was, and gives them once.
 */
export const createTakeRecoveryStep = (ports: RecoveryPorts, settings: RecoverySettings) => {
  const { store, clock } = ports;
  const readTicket = createReadTicket(store);
  return async (memberId: string, ticketId: string): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const recovery = await store.recovery(memberId, ticketId);
      if (recovery === undefined) return;
      // After it: from its first write on the mark is there that holds the member.
      const { care, tickets } = await readTicket(memberId, ticketId);
      const ticket = joinTickets(tickets);
      const step = decideStep(recovery, ticket, settings, clock());
      if (step.kind === 'WAIT' || (await take(recovery, step, ticket, care))) return;
    }
    throw new BusyError(`the recovery of ticket ${ticketId} of member ${memberId} changed ${ATTEMPTS_MAX} times`);
  };

  /** Whether it is done; if not, it has to be looked at again. */
  async function take(
    recovery: Recovery,
    step: Exclude<RecoveryStep, { kind: 'WAIT' }>,
    ticket: Ticket | undefined,
    care: MemberCare,
  ): Promise<boolean> {
    if (step.kind === 'GRANT') return grant(recovery, step);
    const answer = await store.commit(await changeOf(recovery, step, ticket, care));
    // A good rating may have come while points were given: it ends it now.
    return answer === 'KEPT' && step.kind !== 'GIVE';
  }

  /** Taken, it is given at the next look, which comes at once. */
  async function grant(recovery: Recovery, step: RecoveryStep & { kind: 'GRANT' }): Promise<boolean> {
    const { month, points, next } = step;
    const pointsMax = settings.care?.compensation?.budgetPointsPerMonth ?? 0;
    if ((await store.commit({ recovery: next, budget: { month, points, pointsMax } })) !== 'UNFUNDED') return false;
    return (await store.commit({ recovery: passUnfunded(recovery, settings.care) })) === 'KEPT';
  }

  async function changeOf(
    recovery: Recovery,
    step: Exclude<RecoveryStep, { kind: 'WAIT' | 'GRANT' }>,
    ticket: Ticket | undefined,
    care: MemberCare,
  ): Promise<CareChange> {
    const { memberId, ticketId } = recovery;
    const at = clock().toISOString();
    switch (step.kind) {
      case 'PASS':
        return { recovery: step.next };
      case 'GIVE':
        await ports.givePoints(memberId, ticketId, step.points, at);
        return { recovery: step.next, told: recoveryNotice(recovery, 'COMPENSATED', at, { points: step.points }) };
      case 'ASK':
        return { recovery: step.next, told: recoveryNotice(recovery, 'ASKED', at) };
      case 'END':
        return endOfRecovery(recovery, step, care, at);
      case 'MEASURE':
        return { recovery: measure(recovery, ticket, await ports.readDays(memberId), settings.timeZone) };
    }
  }
};

export type TakeRecoveryStep = ReturnType<typeof createTakeRecoveryStep>;
