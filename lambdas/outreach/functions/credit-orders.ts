import * as z from 'zod/mini';
import { eventFunction } from '../../kernel/batch.ts';
import { createCreditOrder } from '../credit-order.ts';
import { createCreditStore } from '../credit-store.ts';
import { orderPaid, orderReturned, readOrderReturn, readPaidOrder } from '../order-outcome.ts';
import { messages, outreach, outreachProgramme, table } from './connect-outreach.ts';

const credits = createCreditStore(table);
const creditOrder = createCreditOrder({ outreach, messages, credits }, outreachProgramme.conversionDays);

export const handler = eventFunction(z.union([orderReturned, orderPaid]), async ({ detail }) => {
  if ('returnedMinor' in detail.data) await credits.keepReturn(readOrderReturn({ ...detail, data: detail.data }));
  else await creditOrder(readPaidOrder({ ...detail, data: detail.data }));
});
