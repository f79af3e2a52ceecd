import { LIFECYCLE } from '../../../programmes/lifecycle-schema.ts';
import type { Programme } from '../../../programmes/programme.ts';

/** A programme that holds, to change one thing of. */
export const paperCrane: Programme = {
  name: 'Paper crane',
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  country: 'CN',
  earning: { pointsPerUnit: 1, returnWindow: { from: 'payment', days: 14 }, debtMax: 0, rules: [] },
  expiry: { kind: 'afterDays', days: 365 },
  surveys: [],
  actions: { 'Product Reviewed': { points: 20, cap: { times: 5, per: 'month' }, oncePer: 'product_id' } },
  adjustments: { writeMax: 500, adminMax: 100_000 },
  clientEvents: ['Product Viewed'],
  targets: {},
  lifecycle: LIFECYCLE,
  privileges: [],
  customEvents: { 'Gift Wrapped': ['box_id'] },
};
