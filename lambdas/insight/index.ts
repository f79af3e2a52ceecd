import { reportLiabilityRoute } from './liability-api.ts';
import { listRejectionsRoute } from './rejections-api.ts';
import { reportCohortsRoute, reportKpisRoute, reportMessagesRoute } from './reports-api.ts';
import { reportTierEffectRoute } from './tier-effect-api.ts';

export { COUNTED_TYPES } from './item-counts.ts';
export { type CounterProof, createProveCounters } from './prove-counters.ts';
export const reportRoutes = [
  reportKpisRoute,
  reportCohortsRoute,
  reportLiabilityRoute,
  reportTierEffectRoute,
  reportMessagesRoute,
  listRejectionsRoute,
] as const;
