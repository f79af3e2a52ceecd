import { GRAINS, type KpiDefinition } from './kpi-definition.ts';

export const MESSAGE_CLICK_RATE: KpiDefinition = {
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
};
