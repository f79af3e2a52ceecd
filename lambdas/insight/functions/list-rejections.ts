import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createListRejections } from '../list-rejections.ts';
import { createRejectionStore } from '../rejection-store.ts';
import { listRejectionsRoute } from '../rejections-api.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const listRejections = createListRejections(createRejectionStore(table), systemClock);

export const handler = routeFunction(listRejectionsRoute, createApiKeys(table), ({ query }) =>
  listRejections(query.day, query.limit, query.cursor),
);
