import { type Contact, knownTraits, mergePlaces, type Place } from '../intake/index.ts';
import type { MemberFacts } from './member-facts.ts';
import type { KnownFacts } from './read-recipient.ts';

/** Others' views of a member; each may say whom it was merged into. */
export interface FactPorts {
  readonly profile: (
    memberId: string,
  ) => Promise<(Forwarded & { readonly place: Place; readonly lastOrderAt?: string | undefined }) | undefined>;
  readonly contact: (memberId: string) => Promise<Pick<Contact, 'traits' | 'place' | 'forwardTo'>>;
  /** Whether a bad experience is being made good. */
  readonly care: (memberId: string) => Promise<{ readonly heldUntil?: string | undefined }>;
  readonly account: (memberId: string) => Promise<Forwarded & { readonly facts: AccountFacts }>;
}

interface Forwarded {
  readonly forwardTo?: string | undefined;
}

type AccountFacts = Pick<MemberFacts, 'activePoints' | 'pendingPoints' | 'tier'>;

/**
 * Reads what messages look at. Where a member lives is told to the contact at once and to the profile seconds later, and
 * of visitors to the profile alone: the newer of both counts, so that nobody is written to by the clock of another place.
 */
export const createReadFacts =
  ({ profile, contact, care, account }: FactPorts) =>
  async (memberId: string): Promise<KnownFacts> => {
    const [known, person, { heldUntil }, points] = await Promise.all([
      profile(memberId),
      contact(memberId),
      care(memberId),
      account(memberId),
    ]);
    const { locale, timeZone, country } = mergePlaces(known?.place ?? {}, person.place);
    return {
      facts: {
        locale: locale?.value,
        timeZone: timeZone?.value,
        country: country?.value,
        traits: knownTraits(person),
        lastOrderAt: known?.lastOrderAt,
        heldUntil,
        ...points.facts,
      },
      forwardTo: known?.forwardTo ?? person.forwardTo ?? points.forwardTo,
    };
  };
