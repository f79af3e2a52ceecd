import { type BothLanguages, CALENDAR, GRAINS, type KpiDefinition } from './kpi-definition.ts';

/**
 * Days after joining in which a new member's way is followed: thirty to order, three to pay and seven to buy again, each with
 * one more in which it is noticed. Who orders later still counts, and moves a cohort by little.
 */
const WAY_DAYS = 30;
const NOTICED_DAYS = 1;
/** When all of a cohort had the whole of it. */
export const FUNNEL_DAYS = WAY_DAYS + 7 + NOTICED_DAYS;

/** Members lost at a node of the new members' way, of a cohort by day of joining. */
const loss = (node: string, maturesAfterDays: number, name: BothLanguages, formula: BothLanguages): KpiDefinition => ({
  id: `lost-${node}`,
  name,
  formula,
  unit: 'ratio',
  direction: 'down',
  grains: GRAINS,
  maturesAfterDays,
  isMetric: false,
  isOfNow: false,
});

/** Who leaves, and new members who are lost on their way. */
export const CHURN_KPIS: readonly KpiDefinition[] = [
  {
    id: 'churn-rate',
    name: { en: 'Churn rate', zh: '流失率' },
    formula: {
      en: 'Members who became churned in the period (each time), over members known and not churned at its start',
      zh: '期间内转为流失的会员（人次）÷ 期初已知且未流失的会员',
    },
    unit: 'ratio',
    direction: 'down',
    grains: CALENDAR,
    maturesAfterDays: 0,
    isMetric: true,
    isOfNow: false,
  },
  loss(
    'sign-up-silent',
    1 + NOTICED_DAYS,
    { en: 'Lost after signing up', zh: '注册后沉默流失率' },
    {
      en: 'Members of a cohort who did nothing after signing up (for 24 hours, unless the programme says otherwise), over all who signed up (by day of joining)',
      zh: '注册后（默认24小时内）无任何行为的会员 ÷ 同批次注册会员（按注册日分批）',
    },
  ),
  loss(
    'order-unpaid',
    WAY_DAYS + 3 + NOTICED_DAYS,
    { en: 'Lost before paying', zh: '下单未付款流失率' },
    {
      en: 'Members of a cohort with an order that was left unpaid (for 3 days, unless the programme says otherwise), over those who ordered (by day of joining)',
      zh: '下单后（默认3天）仍未付款的会员 ÷ 同批次下过单的会员（按注册日分批）',
    },
  ),
  loss(
    'no-repeat',
    FUNNEL_DAYS,
    { en: 'Lost after the first order', zh: '首单后未复购流失率' },
    {
      en: 'Members of a cohort without a second order after they first paid (for 7 days, unless the programme says otherwise), over those who paid (by day of joining)',
      zh: '首次付款后（默认7天内）未再次购买的会员 ÷ 同批次付过款的会员（按注册日分批）',
    },
  ),
];
