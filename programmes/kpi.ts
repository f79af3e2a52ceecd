/**
 * The KPIs, each defined once: pages, dashboards, alarms and reports all draw from here. What a figure is made of is in
 * `lambdas/insight/kpi-values.ts`, by the same ids.
 */

export interface BothLanguages {
  readonly en: string;
  readonly zh: string;
}

/** Periods that a figure is told for. */
export const GRAINS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Grain = (typeof GRAINS)[number];

/** Days after the first visit that retention is told for. */
export const RETENTION_DAYS = [1, 7, 30, 60, 90] as const;

/**
 * Days after joining in which a new member's way is followed: thirty to order, three to pay and seven to buy again, each with
 * one more in which it is noticed. Who orders later still counts, and moves a cohort by little.
 */
const WAY_DAYS = 30;
const NOTICED_DAYS = 1;
/** When all of a cohort had the whole of it. */
export const FUNNEL_DAYS = WAY_DAYS + 7 + NOTICED_DAYS;

export interface KpiDefinition {
  readonly id: string;
  readonly name: BothLanguages;
  /** What is divided by what, of whom, in which window. */
  readonly formula: BothLanguages;
  /** Money in minor units of the programme's currency; a ratio from 0 to 1, NPS from −1 to 1; a rating from 1 to 10. */
  readonly unit: 'ratio' | 'nps' | 'money' | 'days' | 'hours' | 'rating' | 'points' | 'count';
  /** Where better is. */
  readonly direction: 'up' | 'down' | 'none';
  readonly grains: readonly Grain[];
  /** Days that must have passed after a period before its figure is whole. */
  readonly maturesAfterDays: number;
  /** Whether it is a metric of CloudWatch, which costs 0.30 USD a month: with its line on the dashboard and its alarm. */
  readonly isMetric: boolean;
  /** Whether it is known of this very day only: what it counts carries no date, and of the past it is not told. */
  readonly isOfNow: boolean;
}

const CALENDAR: readonly Grain[] = ['month', 'quarter', 'year'];

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

/** Days after opening by which a ticket is resolved and rated, if ever. */
export const SERVICE_DAYS = 7;

/** Days after which a suggestion is decided, if ever soon. */
const SUGGESTION_DAYS = 30;

/** How members who turned to the shop are served, by the day on which they did. */
const service = (
  id: string,
  measure: Pick<KpiDefinition, 'unit' | 'direction' | 'maturesAfterDays'>,
  name: BothLanguages,
  formula: BothLanguages,
): KpiDefinition => ({ ...{ id, ...measure, name, formula }, grains: GRAINS, isMetric: false, isOfNow: false });

const total = (
  id: string,
  unit: KpiDefinition['unit'],
  name: BothLanguages,
  formula: BothLanguages,
): KpiDefinition => ({
  id,
  name,
  formula,
  unit,
  direction: 'none',
  grains: GRAINS,
  maturesAfterDays: 0,
  isMetric: id === 'points-outstanding',
  isOfNow: false,
});

/** Asked each quarter; who was asked on its first days has answered, or not, before it ends. */
const opinion = (
  id: string,
  unit: KpiDefinition['unit'],
  name: BothLanguages,
  formula: BothLanguages,
): KpiDefinition => ({
  id,
  name,
  formula,
  unit,
  direction: 'up',
  grains: ['quarter', 'year'],
  maturesAfterDays: 0,
  isMetric: false,
  isOfNow: false,
});

export const KPIS: readonly KpiDefinition[] = [
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
  service(
    'first-response-hours',
    { unit: 'hours', direction: 'down', maturesAfterDays: 3 },
    { en: 'First response time', zh: '首次响应时长' },
    {
      en: 'Hours from opening to the first answer, on average over the tickets of the period that have one (by day of opening)',
      zh: '期间内开启且已获答复的工单，从开启到首次答复的平均小时数（按开启日）',
    },
  ),
  service(
    'resolution-rate',
    { unit: 'ratio', direction: 'up', maturesAfterDays: SERVICE_DAYS },
    { en: 'Resolution rate', zh: '问题解决率' },
    {
      en: 'Tickets opened in the period that are resolved to this day, over all that were opened in it',
      zh: '期间内开启且至今已解决的工单 ÷ 期间内开启的全部工单',
    },
  ),
  service(
    'service-rating',
    { unit: 'rating', direction: 'up', maturesAfterDays: SERVICE_DAYS },
    { en: 'Service rating', zh: '服务满意度评分' },
    {
      en: 'First rating of a ticket, 1 to 10, on average over the tickets opened in the period that are rated',
      zh: '期间内开启且已评价的工单的首次评分（1至10分）平均值',
    },
  ),
  service(
    'suggestions-answered',
    { unit: 'ratio', direction: 'up', maturesAfterDays: SUGGESTION_DAYS },
    { en: 'Suggestions answered', zh: '建议答复率' },
    {
      en: 'Suggestions received in the period that are decided to this day (answered, or closed where nobody asked to hear), over all that were received in it; a duplicate is decided with the one that it was merged into',
      zh: '期间内收到且至今已有结论的建议（已答复，或无人要求答复而已关闭）÷ 期间内收到的全部建议；重复建议随所并入的建议一并有结论',
    },
  ),
  service(
    'suggestion-answer-days',
    { unit: 'days', direction: 'down', maturesAfterDays: SUGGESTION_DAYS },
    { en: 'Time to answer a suggestion', zh: '建议答复时长' },
    {
      en: 'Days from receipt to the first decision, on average over the suggestions received in the period that are decided (by day of receipt)',
      zh: '期间内收到且已有结论的建议，从收到到首次有结论的平均天数（按收到日）',
    },
  ),
  {
    id: 'never-redeemed',
    name: { en: 'Members who never redeemed', zh: '从未兑换会员占比' },
    formula: {
      en: 'Members who have earned points and spent none to this day (what was given back is not spent), over members who have earned',
      zh: '获得过积分且至今从未兑换（已退还的不计）的会员 ÷ 获得过积分的会员',
    },
    unit: 'ratio',
    direction: 'down',
    grains: ['month'],
    maturesAfterDays: 0,
    isMetric: true,
    isOfNow: true,
  },
  {
    id: 'message-click-rate',
    name: { en: 'Message click rate', zh: '消息点击率' },
    formula: {
      en: 'E-mails sent in the period of which a link was clicked, over those that were delivered',
      zh: '期间内发送的邮件中被点击的 ÷ 已送达的',
    },
    unit: 'ratio',
    direction: 'up',
    grains: GRAINS,
    maturesAfterDays: 3,
    isMetric: false,
    isOfNow: false,
  },
  opinion(
    'nps',
    'nps',
    { en: 'Net promoter score', zh: '净推荐值（NPS）' },
    {
      en: 'Of members asked in the period, those who answered 9 or 10 less those who answered 0 to 6, over all who answered; from −1 to 1, told as −100 to 100',
      zh: '期间内受邀会员中，（评9至10分者 − 评0至6分者）÷ 作答者；取值−1至1，显示为−100至100',
    },
  ),
  opinion(
    'csat',
    'ratio',
    { en: 'Satisfied members', zh: '满意度（CSAT）' },
    {
      en: 'Of members asked in the period, those who answered 4 or 5 of 5, over all who answered',
      zh: '期间内受邀会员中，评4至5分（满分5分）者 ÷ 作答者',
    },
  ),
  opinion(
    'survey-answer-rate',
    'ratio',
    { en: 'Survey answer rate', zh: '调查回答率' },
    { en: 'Members who answered, over members asked in the period', zh: '作答会员 ÷ 期间内受邀会员' },
  ),
  total('orders', 'count', { en: 'Orders', zh: '订单数' }, { en: 'Orders paid in the period', zh: '期间内付款的订单' }),
  total(
    'returns',
    'count',
    { en: 'Returns', zh: '退货次数' },
    {
      en: 'Returns of orders paid in the period, parts of orders included',
      zh: '期间内付款订单的退货（含部分退货）次数',
    },
  ),
  total(
    'revenue',
    'money',
    { en: 'Revenue', zh: '净销售额' },
    { en: 'Paid for the orders of the period, less what came back of them', zh: '期间订单实付金额减退款' },
  ),
  total(
    'points-earned',
    'points',
    { en: 'Points earned', zh: '发放积分' },
    { en: 'Points earned in the period, pending ones included', zh: '期间内获得的积分（含待生效）' },
  ),
  total(
    'points-reversed',
    'points',
    { en: 'Points taken back', zh: '退货扣回积分' },
    { en: 'Points that returns took back in the period', zh: '期间内因退货扣回的积分' },
  ),
  total(
    'points-spent',
    'points',
    { en: 'Points spent', zh: '兑换积分' },
    { en: 'Points spent in the period, less those that were given back', zh: '期间内兑换的积分，减退还的积分' },
  ),
  total(
    'points-expired',
    'points',
    { en: 'Points expired', zh: '过期积分' },
    { en: 'Points that expired in the period, less those that were reinstated', zh: '期间内过期的积分，减恢复的积分' },
  ),
  total(
    'points-outstanding',
    'points',
    { en: 'Points outstanding', zh: '未兑换积分' },
    {
      en: 'Points pending and active at the end of the period, less what members owe',
      zh: '期末待生效与可用积分之和，减会员欠分',
    },
  ),
];

/** Where a figure should get to, and the steps on the way. */
export interface KpiTarget {
  readonly target: number;
  readonly milestones?: readonly number[] | undefined;
}
