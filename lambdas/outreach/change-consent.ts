import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result } from '../kernel/result.ts';
import { askedConfirmations, confirmationNotice } from './confirmation.ts';
import { applyConsent } from './consent.ts';
import {
  type ConsentRefusal,
  type ConsentRequest,
  type ConsentSettings,
  readConsentRequest,
} from './consent-change.ts';
import type { ConsentStore } from './find-outreach.ts';
import { createFindOutreach } from './find-outreach.ts';
import type { MemberOutreach } from './member-outreach.ts';

const ATTEMPTS_MAX = 10;

export type ChangeConsent = (
  memberId: string,
  request: ConsentRequest | ((known: MemberOutreach) => ConsentRequest | undefined),
) => Promise<Result<MemberOutreach, ConsentRefusal>>;

/**
 * Keeps what a member said, in its history and as what holds now, and what it has to confirm: one write, so that no message
 * is claimed on what was withdrawn. A request can follow from what holds; where there is none, nothing changes.
 */
export function createChangeConsent(outreach: ConsentStore, settings: ConsentSettings, clock: Clock): ChangeConsent {
  const findOutreach = createFindOutreach(outreach);
  return async (memberId, given) => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const known = await findOutreach(memberId);
      const request = typeof given === 'function' ? given(known) : given;
      if (request === undefined) return ok(known);
      const said = readConsentRequest(request, known.consents, settings, clock());
      if (!said.ok) return said;
      if (said.value.length === 0) return ok(known);
      const next = { ...known, consents: said.value.reduce(applyConsent, known.consents) };
      const asked = askedConfirmations(request.wishes, said.value, next.consents);
      const notices = asked.map((each) => confirmationNotice(next.memberId, each));
      if ((await outreach.replace(next, said.value, notices)) === 'KEPT') return ok(next);
    }
    throw new BusyError(`the outreach of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };
}
