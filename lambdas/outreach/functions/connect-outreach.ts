import { programmeMessages } from '../../../programmes/ready-messages.ts';
import { leaversSurvey } from '../../../programmes/ready-surveys.ts';
import { createCareStore } from '../../care/index.ts';
import { holdoutOf } from '../../experiments/index.ts';
import { readContact } from '../../intake/index.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { programme } from '../../kernel/programme.ts';
import { type DeriveKey, readSecret } from '../../kernel/secret.ts';
import { createItemReader, type ItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createLedgerStore, levelOf } from '../../loyalty/index.ts';
import { createProfileStore } from '../../members/index.ts';
import { createFindInvitation, createInvitationStore } from '../../surveys/index.ts';
import { createHashAddress } from '../address-hash.ts';
import { createDefinitionStore } from '../definition-store.ts';
import { createMessageCatalogue } from '../message-catalogue.ts';
import { createMessageStore } from '../message-store.ts';
import { createOutreachStore } from '../outreach-store.ts';
import { createReadFacts, type FactPorts } from '../read-facts.ts';
import { createReadRecipient } from '../read-recipient.ts';
import { createSuppressionStore } from '../suppression-store.ts';

if (programme.outreach === undefined) throw new Error('the programme writes to nobody');
export const outreachProgramme = programme.outreach;
export const table = connectTable(requireEnv('TABLE_NAME'));
export const reader = createItemReader(table);
export const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
export const outreach = createOutreachStore(table, reader);
export const messages = createMessageStore(table, reader, dueShardCount);
export const definitions = createDefinitionStore(table);
export const catalogue = createMessageCatalogue(
  programmeMessages(programme),
  outreachProgramme.topics,
  definitions.definitions,
  systemClock,
);

const findInvitation = createFindInvitation(createInvitationStore(table, reader, dueShardCount));
export const isAnswered = async (memberId: string, run: string): Promise<boolean> =>
  (await findInvitation(memberId, run))?.answeredAt !== undefined;

/** What needs the deployment's secret: reading members, and the settings by which they are written to. */
export async function connectRecipients() {
  const deriveKey = await readSecret(requireEnv('SECRET_ARN'));
  const suppressions = createSuppressionStore(table, reader, createHashAddress(deriveKey('addresses')));
  const readRecipient = createReadRecipient({ outreach, suppressions, facts: createReadFacts(factsOf(reader)) });
  return { deriveKey, suppressions, readRecipient, settings: contactSettings(deriveKey) };
}

function factsOf(items: ItemReader): FactPorts {
  const profiles = createProfileStore(table, items);
  const ledger = createLedgerStore(table, items, { ...programme, dueShardCount, clock: systemClock });
  const { care } = createCareStore(table, items, dueShardCount);
  return {
    care,
    async profile(memberId) {
      const kept = await profiles.profile(memberId);
      if (kept === undefined) return undefined;
      const { traits: place, lastOrderAt } = kept.profile;
      return { place, lastOrderAt, forwardTo: kept.forwardTo };
    },
    contact: (memberId) => readContact(items, memberId),
    async account(memberId) {
      const { balance, standing, forwardTo } = await ledger.account(memberId);
      const tier = levelOf(standing, programme.tiers?.levels ?? [])?.name;
      return { facts: { activePoints: balance.active, pendingPoints: balance.pending, tier }, forwardTo };
    },
  };
}

function contactSettings(deriveKey: DeriveKey) {
  const { topics, language, shop, holdouts, quietHours, caps, gapHours, spreadMinutes } = outreachProgramme;
  const { timeZones = [programme.timeZone], postalAddress, links, smsPartsMax } = outreachProgramme;
  const salt = deriveKey('holdouts');
  return {
    topics,
    timeZones,
    timeZone: programme.timeZone,
    holdoutOf: (memberId: string, day: string) => holdoutOf(memberId, day, { salt, ...holdouts }),
    policy: { quietHours, spreadMinutes, caps: { rules: caps, gapHours } },
    language,
    shop,
    currency: programme.currency,
    minorUnitsPerPoint: programme.redemption?.minorUnitsPerPoint,
    pointsMin: programme.redemption?.pointsMin,
    tierNames: Object.fromEntries((programme.tiers?.levels ?? []).map(({ id, name }) => [id, name])),
    topicNames: Object.fromEntries(topics.map(({ id, name }) => [id, name])),
    postalAddress,
    links,
    smsPartsMax,
    leaversSurvey: leaversSurvey(programme),
    publicUrl: requireEnv('PUBLIC_URL'),
    linkKey: deriveKey('links'),
  };
}
