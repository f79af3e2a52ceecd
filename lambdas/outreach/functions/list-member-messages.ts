import { createApiKeys } from '../../kernel/api-key-store.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createListMemberMessages } from '../list-member-messages.ts';
import { createMessageStore } from '../message-store.ts';
import { listMemberMessagesRoute } from '../outreach-api.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const messages = createMessageStore(table, createItemReader(table), requireCountEnv('DUE_SHARD_COUNT'));
const listMemberMessages = createListMemberMessages(messages);

export const handler = routeFunction(listMemberMessagesRoute, createApiKeys(table), ({ parameters, query }) =>
  listMemberMessages(parameters.memberId, query.limit, query.cursor),
);
