import { reportLiabilityRoute } from './liability-api.ts';
import { reportFunnelRoute, reportStagesRoute, reportWinBackRoute } from './lifecycle-api.ts';
import { listRejectionsRoute } from './rejections-api.ts';
import { reportCohortsRoute, reportKpisRoute, reportMessagesRoute } from './reports-api.ts';
import { reportServiceRoute } from './service-api.ts';
import { reportSurveysRoute } from './survey-api.ts';
import { reportTierEffectRoute } from './tier-effect-api.ts';

export { type CounterSettings, type CounterStore, createCounterStore } from './counter-store.ts';
export { COUNTED_TYPES } from './item-counts.ts';
export {
  binValue,
  type PurchaseRow,
  readPurchaseRows,
  readSpendRows,
  type SpendRow,
  valueBin,
} from './model-rows.ts';
export { type CounterProof, createProveCounters } from './prove-counters.ts';
export { listMonths } from './reporting-period.ts';
export const reportRoutes = [
  reportKpisRoute,
  reportCohortsRoute,
  reportLiabilityRoute,
  reportTierEffectRoute,
  reportMessagesRoute,
  reportFunnelRoute,
  reportWinBackRoute,
  reportStagesRoute,
  reportServiceRoute,
  reportSurveysRoute,
  listRejectionsRoute,
] as const;
