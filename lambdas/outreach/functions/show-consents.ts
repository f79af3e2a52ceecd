import { createApiKeys } from '../../kernel/api-key-store.ts';
import { requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { showConsentsRoute } from '../consent-api.ts';
import { createOutreachStore } from '../outreach-store.ts';
import { createShowConsents } from '../show-consents.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const showConsents = createShowConsents(createOutreachStore(table, createItemReader(table)));

export const handler = routeFunction(showConsentsRoute, createApiKeys(table), ({ parameters, query }) =>
  showConsents(parameters.memberId, query.limit, query.cursor),
);
