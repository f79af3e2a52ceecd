import { createCareStore, createMergeCare } from '../../care/index.ts';
import { createContactStore, createMergeContacts } from '../../intake/index.ts';
import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { ok } from '../../kernel/result.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createCapStore, createLedgerStore, createMergeAccounts, createMergeCaps } from '../../loyalty/index.ts';
import { createMergeOutreach, createOutreachStore } from '../../outreach/index.ts';
import { createInvitationStore, createMergeSurveys } from '../../surveys/index.ts';
import { mergeMembersRoute } from '../member-api.ts';
import { createMergeMembers } from '../merge-members.ts';
import { createProfileStore } from '../profile-store.ts';
import { connectCredits } from './connect-credits.ts';
import { connectWatches } from './connect-watches.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const reader = createItemReader(table);
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const mergeOutreach = createMergeOutreach(createOutreachStore(table, reader));
const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount, clock: systemClock });
const mergeMembers = createMergeMembers({
  profiles: createProfileStore(table, reader),
  mergeAccounts: createMergeAccounts(ledger, programme, systemClock),
  mergeCaps: createMergeCaps(createCapStore(table), ledger),
  mergeContacts: createMergeContacts(createContactStore(table, { ...programme, dueShardCount, clock: systemClock })),
  mergeOutreach: (fromId, toId) => mergeOutreach(fromId, toId, systemClock()),
  mergeCare: createMergeCare(createCareStore(table, reader, dueShardCount), systemClock, programme),
  mergeSurveys: createMergeSurveys({ invitations: createInvitationStore(table, reader, dueShardCount) }),
  mergeWatches: connectWatches(table, reader, dueShardCount),
  mergeCredits: connectCredits(table, reader, dueShardCount),
});

export const handler = routeFunction(mergeMembersRoute, createApiKeys(table), async (request) => {
  const { from, dryRun } = request.body;
  const { key: requestKey, requestHash } = request.idempotency;
  const ids = { fromId: from, toId: request.parameters.memberId, isDryRun: dryRun };
  const merged = await mergeMembers({ ...ids, requestKey, requestHash, keyId: request.apiKey.keyId });
  return merged.ok ? ok({ from, to: ids.toId, dryRun, ...merged.value }) : merged;
});
