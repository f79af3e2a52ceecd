import { createApiKeys } from '../../kernel/api-key-store.ts';
import { requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createOrderStore } from '../order-store.ts';
import { createShowOrderBenefits } from '../show-order-benefits.ts';
import { showOrderBenefitsRoute } from '../tier-api.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const showOrderBenefits = createShowOrderBenefits(createOrderStore(table, createItemReader(table)), programme);

export const handler = routeFunction(showOrderBenefitsRoute, createApiKeys(table), ({ parameters }) =>
  showOrderBenefits(parameters.orderId),
);
