import { CALENDAR, GRAINS, type KpiDefinition } from './kpi-definition.ts';

/** Days after the first visit that retention is told for. */
export const RETENTION_DAYS = [1, 7, 30, 60, 90] as const;

const retention = (days: number, isBounded: boolean): KpiDefinition => ({
  id: isBounded ? `retention-${days}` : `retention-unbounded-${days}`,
  name: isBounded
    ? { en: `${days}-day retention`, zh: `${days}日留存率` }
    : { en: `${days}-day retention, unbounded`, zh: `${days}日后留存率` },
  formula: isBounded
    ? {
        en: `Members of a cohort with a visit on ${days === 1 ? 'the day' : `day 1 to ${days}`} after their first visit, over all members of the cohort (by day of first visit)`,
        zh: `首次到访后${days === 1 ? '次日' : `第1至第${days}天内`}再次到访的会员 ÷ 同批次全部会员（按首次到访日分批）`,
      }
    : {
        en: `Members of a cohort with a visit on day ${days} after their first visit or later, over all members of the cohort`,
        zh: `首次到访后第${days}天或之后仍到访的会员 ÷ 同批次全部会员`,
      },
  unit: 'ratio',
  direction: 'up',
  grains: GRAINS,
  maturesAfterDays: days,
  isMetric: isBounded,
  isOfNow: false,
});

/** Who comes again, and buys again. */
export const BEHAVIOUR_KPIS: readonly KpiDefinition[] = [
  ...RETENTION_DAYS.map((days) => retention(days, true)),
  ...RETENTION_DAYS.map((days) => retention(days, false)),
  {
    id: 'next-day-conversion',
    name: { en: 'Next-day conversion', zh: '次日转化率' },
    formula: {
      en: 'Members whose first paid order is on the day they signed up or the next, over members who signed up in the period',
      zh: '注册当日或次日完成首笔付款的会员 ÷ 该期间注册的会员',
    },
    unit: 'ratio',
    direction: 'up',
    grains: GRAINS,
    maturesAfterDays: 1,
    isMetric: true,
    isOfNow: false,
  },
  {
    id: 'repurchase-rate',
    name: { en: 'Repurchase rate', zh: '复购率' },
    formula: {
      en: 'Members with two or more orders paid in the period, over members with one or more; orders that came back whole are none',
      zh: '期间内付款两单及以上的会员 ÷ 付款一单及以上的会员（整单退货不计）',
    },
    unit: 'ratio',
    direction: 'up',
    grains: CALENDAR,
    maturesAfterDays: 0,
    isMetric: true,
    isOfNow: false,
  },
  {
    id: 'active-ratio',
    name: { en: 'Active ratio', zh: '活跃会员占比' },
    formula: {
      en: 'Members with an order paid in the month (not returned whole), over members known by its end',
      zh: '当月有付款订单（整单退货不计）的会员 ÷ 截至月末的全部会员',
    },
    unit: 'ratio',
    direction: 'up',
    grains: ['month'],
    maturesAfterDays: 0,
    isMetric: true,
    isOfNow: false,
  },
  {
    id: 'engaged-ratio',
    name: { en: 'Engaged ratio', zh: '高频到访占比' },
    formula: {
      en: 'Members with visits on three or more days of the month, over members known by its end',
      zh: '当月到访三天及以上的会员 ÷ 截至月末的全部会员',
    },
    unit: 'ratio',
    direction: 'up',
    grains: ['month'],
    maturesAfterDays: 0,
    isMetric: true,
    isOfNow: false,
  },
  {
    id: 'visit-interval',
    name: { en: 'Mean visit interval', zh: '平均到访间隔' },
    formula: {
      en: 'Days between a visit and the one before it, on average over the visits of the period that are not the first',
      zh: '期间内每次到访（首次除外）距上次到访的平均天数',
    },
    unit: 'days',
    direction: 'down',
    grains: GRAINS,
    maturesAfterDays: 0,
    isMetric: true,
    isOfNow: false,
  },
  {
    id: 'order-value',
    name: { en: 'Order value', zh: '客单价' },
    formula: {
      en: 'Paid for the orders of the period less what came back of them, over orders that did not come back whole',
      zh: '期间订单实付金额减退款 ÷ 未整单退货的订单数',
    },
    unit: 'money',
    direction: 'up',
    grains: GRAINS,
    maturesAfterDays: 0,
    isMetric: true,
    isOfNow: false,
  },
];
