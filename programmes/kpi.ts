/**
 * The KPIs, each defined once: pages, dashboards, alarms and reports all draw from here. What a figure is made of is in
 * `lambdas/insight/kpi-values.ts`, by the same ids.
 */

import { BEHAVIOUR_KPIS } from './kpis/behaviour-kpis.ts';
import { CHURN_KPIS } from './kpis/churn-kpis.ts';
import { SERVICE_KPIS, SURVEY_KPIS } from './kpis/feedback-kpis.ts';
import type { KpiDefinition } from './kpis/kpi-definition.ts';
import { NEVER_REDEEMED, TOTAL_KPIS } from './kpis/loyalty-kpis.ts';
import { MESSAGE_CLICK_RATE } from './kpis/outreach-kpis.ts';

export { RETENTION_DAYS } from './kpis/behaviour-kpis.ts';
export { FUNNEL_DAYS } from './kpis/churn-kpis.ts';
export { SERVICE_DAYS } from './kpis/feedback-kpis.ts';
export { type BothLanguages, GRAINS, type Grain, type KpiDefinition } from './kpis/kpi-definition.ts';

export const KPIS: readonly KpiDefinition[] = [
  ...BEHAVIOUR_KPIS,
  ...CHURN_KPIS,
  ...SERVICE_KPIS,
  NEVER_REDEEMED,
  MESSAGE_CLICK_RATE,
  ...SURVEY_KPIS,
  ...TOTAL_KPIS,
];

/** Where a figure should get to, and the steps on the way. */
export interface KpiTarget {
  readonly target: number;
  readonly milestones?: readonly number[] | undefined;
}
