import { createApiKeys } from '../../kernel/api-key-store.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { showChurnRoute } from '../churn-api.ts';
import { createShowChurn } from '../show-churn.ts';
import { ladder, ports, settings, table } from './connect-members.ts';

const showChurn = createShowChurn(ports, settings, ladder);

export const handler = routeFunction(showChurnRoute, createApiKeys(table), ({ parameters }) =>
  showChurn(parameters.memberId),
);
