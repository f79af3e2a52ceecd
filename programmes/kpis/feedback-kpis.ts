import { type BothLanguages, GRAINS, type KpiDefinition } from './kpi-definition.ts';

/** Days after opening by which a ticket is resolved and rated, if ever. */
export const SERVICE_DAYS = 7;

/** Days after receipt by which a suggestion is decided, if it is at all. */
const SUGGESTION_DAYS = 30;

/** How members who turned to the shop are served, by the day on which they did. */
const service = (
  id: string,
  measure: Pick<KpiDefinition, 'unit' | 'direction' | 'maturesAfterDays'> & { readonly isMetric?: boolean },
  name: BothLanguages,
  formula: BothLanguages,
): KpiDefinition => ({ ...{ id, isMetric: false, ...measure, name, formula }, grains: GRAINS, isOfNow: false });

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

/** What becomes of those who turn to the shop. */
export const SERVICE_KPIS: readonly KpiDefinition[] = [
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
    { unit: 'ratio', direction: 'up', maturesAfterDays: SERVICE_DAYS, isMetric: true },
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
];

/** What members say who are asked. */
export const SURVEY_KPIS: readonly KpiDefinition[] = [
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
];
