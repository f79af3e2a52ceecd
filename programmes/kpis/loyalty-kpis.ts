import { type BothLanguages, GRAINS, type KpiDefinition } from './kpi-definition.ts';

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

export const NEVER_REDEEMED: KpiDefinition = {
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
};

/** Orders and points, added up. */
export const TOTAL_KPIS: readonly KpiDefinition[] = [
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
