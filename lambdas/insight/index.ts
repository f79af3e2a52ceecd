import { listRejectionsRoute } from './rejections-api.ts';
import { reportCohortsRoute, reportKpisRoute } from './reports-api.ts';

export { COUNTED_TYPES } from './item-counts.ts';
export { type CounterProof, createProveCounters } from './prove-counters.ts';
export const reportRoutes = [reportKpisRoute, reportCohortsRoute, listRejectionsRoute] as const;
