import { followToEnd } from '../kernel/follow-member.ts';
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

/** Reads a member as it is now: nothing of it is kept from one message to the next. */
export const createReadRecipient = ({ outreach, suppressions, facts }: RecipientPorts): ReadRecipient => {
  async function find(id: string) {
    const [known, own] = await Promise.all([facts(id), outreach.outreach(id)]);
    return { facts: known.facts, own, forwardTo: known.forwardTo ?? own.forwardTo };
  }
  return async (asked) => {
    const { memberId, kept } = await followToEnd(find, asked);
    const addresses = addressesOf(memberId, kept.facts.traits);
    return {
      memberId,
      outreach: kept.own,
      facts: kept.facts,
      addresses,
      suppressions: await readSuppressions(addresses, suppressions),
    };
  };
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
