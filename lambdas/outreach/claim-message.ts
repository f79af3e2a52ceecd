import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Candidate, keyOf } from './candidate.ts';
import type { Verdict } from './contact-decision.ts';
import { createFindOutreach } from './find-outreach.ts';
import { hasSlot, releaseSlot, slotKey, takeSlot } from './member-outreach.ts';
import type { OutreachStore } from './outreach-store.ts';
import type { ReadRecipient } from './read-recipient.ts';
import type { Recipient } from './recipient.ts';

export interface ClaimPorts {
  readonly outreach: Pick<OutreachStore, 'outreach' | 'replace'>;
  readonly readRecipient: ReadRecipient;
  readonly clock: Clock;
}

/** `TAKEN`: another sender has it in hand. */
export type Claim = { readonly kind: 'CLAIMED' } | { readonly kind: 'TAKEN' } | Exclude<Verdict, { kind: 'SEND' }>;

const ATTEMPTS_MAX = 10;

/**
 * Takes a slot of the member for a message: the one write that decides who sends it. It holds only if nothing that
 * decides has changed since it was read, such as a consent or another message; if so, all is asked again from the top.
 */
export const createClaimMessage =
  (
    { outreach, readRecipient, clock }: ClaimPorts,
    decide: (candidate: Candidate, recipient: Recipient) => Promise<Verdict>,
  ) =>
  async (candidate: Candidate, read: Recipient): Promise<Claim> => {
    let recipient = read;
    const key = keyOf(candidate);
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      if (hasSlot(recipient.outreach, key)) return { kind: 'TAKEN' };
      const verdict = await decide(candidate, recipient);
      if (verdict.kind !== 'SEND') return verdict;
      const now = clock();
      const { channel, topic } = candidate.definition.body;
      const slot = { key: slotKey(key), channel, topic, class: candidate.definition.class, at: now.toISOString() };
      if ((await outreach.replace(takeSlot(recipient.outreach, slot, now))) === 'KEPT') return { kind: 'CLAIMED' };
      recipient = await readRecipient(recipient.memberId);
    }
    throw new BusyError(`the outreach of member ${read.memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };

/** Gives a slot back, of a message that was certainly not sent; of a member who was merged since it is with the other. */
export const createReleaseClaim = ({ outreach }: Pick<ClaimPorts, 'outreach'>) => {
  const findOutreach = createFindOutreach(outreach);
  return async (memberId: string, messageKey: string): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const known = await findOutreach(memberId);
      if (!hasSlot(known, messageKey) || (await outreach.replace(releaseSlot(known, messageKey))) === 'KEPT') return;
    }
    throw new BusyError(`the outreach of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };
};
