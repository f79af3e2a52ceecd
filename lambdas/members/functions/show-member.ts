import { createContactStore, knownTraits } from '../../intake/index.ts';
import { opensScope } from '../../kernel/api-key.ts';
import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createLedgerStore } from '../../loyalty/index.ts';
import { showMemberRoute } from '../member-api.ts';
import { createProfileStore } from '../profile-store.ts';
import { createShowMember } from '../show-member.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const reader = createItemReader(table);
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount, clock: systemClock });
const contacts = createContactStore(table, { ...programme, dueShardCount, clock: systemClock });
const showMember = createShowMember(
  {
    profiles: createProfileStore(table, reader),
    totals: async (memberId) => (await ledger.account(memberId)).sums,
    traits: async (memberId) => knownTraits(await contacts.contact(memberId)),
    clock: systemClock,
  },
  programme,
);

export const handler = routeFunction(showMemberRoute, createApiKeys(table), ({ parameters, apiKey }) =>
  showMember(parameters.memberId, opensScope(apiKey.scopes, 'admin')),
);
