import * as z from 'zod/mini';
import { apiRoute, nothing } from '../kernel/api-route.ts';

const rate = z.number();
const value = z.object({ faceMinor: z.int(), expectedMinor: z.int(), breakageMinor: z.int() });
const line = { pendingPoints: z.int(), activePoints: z.int(), value: z.optional(value) };

export const reportLiabilityRoute = apiRoute({
  method: 'GET',
  path: '/v1/reports/liability',
  group: 'Reports',
  summary: 'The liability of outstanding points, by month of expiry',
  description:
    'Points that are outstanding × value of a point × redemption rate of the programme, rounded down for each month; the rest of the face value is ' +
    'breakage. Money is in minor units, a rate from 0 to 1. Points expire at the beginning of a day of their month; those without such a day, ' +
    'which last for good or for as long as the member is active, are under `never`. Beside the assumed rate stands the measured one: spent, over ' +
    'spent and expired. What members owe is told apart. The lots that the months are made of are reconciled with the balances: a difference ' +
    'that lasts longer than the minute in which changes are counted is a fault. A programme without redemption values no points.',
  scope: 'read',
  parameters: nothing,
  query: z.object({ format: z._default(z.enum(['json', 'csv']), 'json') }),
  status: 200,
  hasCsv: true,
  answer: z.object({
    currency: z.string(),
    today: z.string(),
    assumed: z.optional(z.object({ minorUnitsPerPoint: z.int(), redemptionRate: rate })),
    measured: z.object({ spent: z.int(), expired: z.int(), redemptionRate: z.nullable(rate) }),
    months: z.array(z.object({ month: z.string(), ...line })),
    total: z.object(line),
    owed: z.object({ points: z.int(), faceMinor: z.optional(z.int()) }),
    reconciliation: z.array(
      z.object({
        bucket: z.enum(['pending', 'active']),
        lots: z.int(),
        balances: z.int(),
        difference: z.int(),
      }),
    ),
  }),
  refusals: {},
});
