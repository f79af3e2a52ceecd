import { programme } from '../../kernel/programme.ts';
import { createLedgerStore, levelOf } from '../../loyalty/index.ts';
import { createProfileStore } from '../../members/index.ts';
import { consentKey, createOutreachStore } from '../../outreach/index.ts';
import type { KnownMember } from '../audience.ts';
import type { Survey } from '../survey.ts';
import { clock, dueShardCount, invitations, reader, table } from './connect-surveys.ts';

const profiles = createProfileStore(table, reader);
const outreach = createOutreachStore(table, reader);
const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount, clock });
const needsNoConsent = (topic: string) =>
  programme.outreach?.topics.some(({ id, class: kind }) => id === topic && kind === 'transactional') === true;

export const tierOf = async (memberId: string): Promise<string | undefined> =>
  levelOf((await ledger.account(memberId)).standing, programme.tiers?.levels ?? [])?.id;

/** What of a member decides whether it can be asked; nothing is read that the survey does not ask about. */
export async function readMember(memberId: string, { body: { topic, audience } }: Survey): Promise<KnownMember> {
  const [askedLast, { consents }, profile, tier] = await Promise.all([
    invitations.askedLast(memberId),
    outreach.outreach(memberId),
    audience.activeWithinDays === undefined ? undefined : profiles.profile(memberId),
    audience.tiers === undefined ? undefined : tierOf(memberId),
  ]);
  const hasConsented = needsNoConsent(topic) || consents[consentKey({ channel: 'email', topic })]?.status === 'GRANTED';
  return { memberId, hasConsented, lastSeenAt: profile?.profile.lastSeenAt, tier, askedLast };
}
