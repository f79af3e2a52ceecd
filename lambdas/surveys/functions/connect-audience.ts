import { readContact } from '../../intake/index.ts';
import { requireEnv } from '../../kernel/env.ts';
import { programme } from '../../kernel/programme.ts';
import { readSecret } from '../../kernel/secret.ts';
import { createLedgerStore, levelOf } from '../../loyalty/index.ts';
import { createProfileStore } from '../../members/index.ts';
import {
  createHashAddress,
  createOutreachStore,
  createReadFacts,
  createReadRecipient,
  createSuppressionStore,
  isReachable,
} from '../../outreach/index.ts';
import { createReadMember } from '../read-member.ts';
import { clock, dueShardCount, invitations, reader, table } from './connect-surveys.ts';

const deriveKey = await readSecret(requireEnv('SECRET_ARN'));
const profiles = createProfileStore(table, reader);
const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount, clock });
const topics = programme.outreach?.topics ?? [];

/** Nothing is said to a member here: points and what is being made good do not matter. */
const readRecipient = createReadRecipient({
  outreach: createOutreachStore(table, reader),
  suppressions: createSuppressionStore(table, reader, createHashAddress(deriveKey('addresses'))),
  facts: createReadFacts({
    contact: (memberId) => readContact(reader, memberId),
    async profile(memberId) {
      const kept = await profiles.profile(memberId);
      return kept && { place: kept.profile.traits, forwardTo: kept.forwardTo };
    },
    care: async () => ({}),
    account: async () => ({ facts: { activePoints: 0, pendingPoints: 0 } }),
  }),
});

export const tierOf = async (memberId: string): Promise<string | undefined> =>
  levelOf((await ledger.account(memberId)).standing, programme.tiers?.levels ?? [])?.id;

export const readMember = createReadMember({
  invitations,
  tierOf,
  async reach(memberId, topic) {
    const recipient = await readRecipient(memberId);
    return { memberId: recipient.memberId, isReachable: isReachable(recipient, 'email', topic, topics) };
  },
  lastSeenAt: async (memberId) => (await profiles.profile(memberId))?.profile.lastSeenAt,
});

/** Draws who is asked. */
export const salt = deriveKey('surveys');
