import { addressOf } from './address-hash.ts';
import { CHANNELS, type Channel } from './contact-message.ts';
import type { MemberFacts } from './member-facts.ts';
import type { OutreachStore } from './outreach-store.ts';
import type { Recipient } from './recipient.ts';
import type { SuppressionStore } from './suppression-store.ts';

/** What other capabilities know of a member, and whom it was merged into. */
export interface KnownFacts {
  readonly facts: MemberFacts;
  readonly forwardTo?: string | undefined;
}

export interface RecipientPorts {
  readonly outreach: Pick<OutreachStore, 'outreach'>;
  readonly suppressions: Pick<SuppressionStore, 'suppression'>;
  readonly facts: (memberId: string) => Promise<KnownFacts>;
}

export type ReadRecipient = (memberId: string) => Promise<Recipient>;

const FORWARDS_MAX = 5;

/** Reads a member as it is now: nothing of it is kept from one message to the next. */
export const createReadRecipient =
  ({ outreach, suppressions, facts }: RecipientPorts): ReadRecipient =>
  async (memberId) => {
    let id = memberId;
    for (let forwards = 0; forwards <= FORWARDS_MAX; forwards += 1) {
      const [known, own] = await Promise.all([facts(id), outreach.outreach(id)]);
      const forwardTo = known.forwardTo ?? own.forwardTo;
      if (forwardTo === undefined) {
        const addresses = addressesOf(id, known.facts.traits);
        return {
          memberId: id,
          outreach: own,
          facts: known.facts,
          addresses,
          suppressions: await readSuppressions(addresses, suppressions),
        };
      }
      id = forwardTo;
    }
    throw new Error(`member ${memberId} is forwarded more than ${FORWARDS_MAX} times`);
  };

function addressesOf(memberId: string, traits: MemberFacts['traits']): Recipient['addresses'] {
  return Object.fromEntries(
    CHANNELS.flatMap((channel) => {
      const address = addressOf(channel, memberId, traits);
      return address === undefined ? [] : [[channel, address]];
    }),
  );
}

/** A member's id is no address that could be suppressed. */
async function readSuppressions(
  addresses: Recipient['addresses'],
  suppressions: Pick<SuppressionStore, 'suppression'>,
): Promise<Recipient['suppressions']> {
  const asked = Object.entries(addresses).filter(([channel]) => channel !== 'webhook') as [Channel, string][];
  const found = await Promise.all(
    asked.map(async ([channel, address]) => [channel, (await suppressions.suppression(address))?.reason] as const),
  );
  return Object.fromEntries(found.filter(([, reason]) => reason !== undefined));
}
