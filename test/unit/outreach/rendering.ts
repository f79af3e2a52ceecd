import type { EmailFrame } from '../../../lambdas/outreach/email-layout.ts';
import type { Language } from '../../../lambdas/outreach/language.ts';
import { type MemberFacts, memberValues } from '../../../lambdas/outreach/member-facts.ts';
import { type RenderedMessage, renderMessage } from '../../../lambdas/outreach/message-rendering.ts';
import { readValues } from '../../../lambdas/outreach/message-values.ts';
import type { MessageBody } from '../../../programmes/message-schema.ts';
import type { VariableKind } from '../../../programmes/trigger.ts';

export const LANGUAGES = ['en', 'zh'] as const;

const SHOP = { en: 'Gift Shop', zh: '礼物小店' };
const SETTINGS = {
  language: 'zh',
  currency: 'CNY',
  shop: SHOP,
  minorUnitsPerPoint: 1,
  timeZones: ['Asia/Shanghai'],
} as const;
const NAMES = {
  currency: 'CNY',
  tierNames: { gold: { en: 'Gold', zh: '金卡' } },
  topicNames: { offers: { en: 'Offers and news', zh: '优惠与资讯' }, points: { en: 'Points', zh: '积分' } },
};

/** What an event could say of a variable. */
export const SAMPLES: Readonly<Record<VariableKind, unknown>> = {
  text: 'A-1001',
  count: 1_280,
  money: 12_800,
  day: '2026-06-18',
  lastDay: '2026-07-01',
  month: '2026-05',
  tier: 'gold',
  topic: 'offers',
  topics: ['offers', 'points'],
  words: { en: 'From June on we wrap in paper.', zh: '六月起改用纸质包装。' },
};

export const LIN: MemberFacts = {
  traits: { name: 'Lin' },
  activePoints: 2_560,
  pendingPoints: 128,
  tier: NAMES.tierNames.gold,
};

export const frameOf = (language: Language, changes: Partial<EmailFrame> = {}): EmailFrame => ({
  language,
  shop: SHOP[language],
  postalAddress: '1 Example Road, Example City',
  topic: 'Offers and news',
  preferencesUrl: 'https://api.example/p/1',
  unsubscribeUrl: 'https://api.example/u/1',
  ...changes,
});

/** A message as a member of all kinds of data would get it. */
export function renderSample(
  body: MessageBody,
  language: Language,
  facts: MemberFacts = LIN,
  frame = frameOf(language),
): RenderedMessage {
  const data = Object.fromEntries(Object.entries(body.variables).map(([name, kind]) => [name, SAMPLES[kind]]));
  const values = readValues(body.variables, data, language, NAMES);
  if (!values.ok) throw new Error(`the variable ${values.refusal.variable} is missing`);
  const all = { ...values.value, ...memberValues(facts, language, new Date('2026-06-10T04:00:00.000Z'), SETTINGS) };
  return renderMessage(body, language, all, (name) => `https://api.example/c/${name}`, frame);
}

/** All texts of a rendered message. */
export const textsOf = (rendered: RenderedMessage): readonly string[] =>
  Object.values(rendered).filter((each) => each !== rendered.channel);
