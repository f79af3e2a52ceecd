import { expect, test } from 'vitest';
import { languageOf } from '../../../lambdas/outreach/language.ts';
import { languageOfMember, type MemberFacts, memberValues, zonesOf } from '../../../lambdas/outreach/member-facts.ts';
import { MEMBER_VARIABLES } from '../../../programmes/trigger.ts';

const NOON = new Date('2026-06-10T04:00:00.000Z');
const SETTINGS = {
  language: 'zh' as const,
  currency: 'CNY',
  shop: { en: 'Gift Shop', zh: '礼物小店' },
  minorUnitsPerPoint: 1,
  timeZones: ['Asia/Shanghai'],
};
const factsOf = (changes: Partial<MemberFacts> = {}): MemberFacts => ({
  traits: {},
  activePoints: 0,
  pendingPoints: 0,
  ...changes,
});

test.each([
  ['zh-CN', 'zh'],
  ['zh', 'zh'],
  ['ZH-Hant-TW', 'zh'],
  ['zh_CN', 'zh'],
  ['en-GB', 'en'],
  ['de', 'en'],
  ['zha', 'en'],
  ['', 'zh'],
  [undefined, 'zh'],
] as const)('a member whose locale is %s reads %s', (locale, language) => {
  expect(languageOfMember(factsOf({ locale }), SETTINGS)).toBe(language);
  expect(languageOf(undefined, 'en')).toBe('en');
});

const PROGRAMME_ZONES = ['Europe/Berlin', 'Asia/Shanghai'];

test.each([
  [{ timeZone: 'America/New_York', country: 'CN' }, ['America/New_York']],
  [{ timeZone: 'Mars/Olympus', country: 'JP' }, ['Asia/Tokyo']],
  [{ timeZone: '', country: 'JP' }, ['Asia/Tokyo']],
  [{ country: 'JP' }, ['Asia/Tokyo']],
  [{ country: 'CN' }, ['Asia/Shanghai']],
  [{ country: 'XX' }, PROGRAMME_ZONES],
  [{ country: 'Germany' }, PROGRAMME_ZONES],
  [{ country: 'jp' }, PROGRAMME_ZONES],
  [{ timeZone: 'nowhere' }, PROGRAMME_ZONES],
  [{}, PROGRAMME_ZONES],
])('a member with %j is in one of %j', (place, zones) => {
  for (const _ of [1, 2]) expect([...zonesOf(factsOf(place), PROGRAMME_ZONES)].sort()).toEqual([...zones].sort());
});

test('the zones of a hundred thousand members are known within seconds', () => {
  const start = performance.now();
  for (let index = 0; index < 100_000; index += 1) {
    zonesOf(factsOf({ timeZone: index % 2 === 0 ? 'Asia/Tokyo' : `Mars/${index % 50}`, country: 'US' }), ['UTC']);
  }
  expect(performance.now() - start).toBeLessThan(5_000);
});

test('every value that templates can say of a member is there, in both languages', () => {
  for (const language of ['en', 'zh'] as const) {
    const values = memberValues(factsOf(), language, NOON, SETTINGS);
    expect(Object.keys(values).sort()).toEqual(Object.keys(MEMBER_VARIABLES).sort());
  }
});

test('a member is told what there is, as the language writes it', () => {
  const facts = factsOf({
    traits: { name: 'Lin Wang', firstName: 'Lin' },
    activePoints: 12_850,
    pendingPoints: 1_280,
    tier: { en: 'Gold', zh: '金卡' },
  });
  const common = { name: 'Lin', balance: '12,850', pendingPoints: '1,280', year: '2026' };
  expect(memberValues(facts, 'en', NOON, SETTINGS)).toEqual({
    ...common,
    greeting: 'Hello Lin,',
    shop: 'Gift Shop',
    worth: 'CN¥128.50',
    tierName: 'Gold',
  });
  expect(memberValues(facts, 'zh', NOON, SETTINGS)).toEqual({
    ...common,
    greeting: 'Lin，您好：',
    shop: '礼物小店',
    worth: '¥128.50',
    tierName: '金卡',
  });
});

test.each([
  ['nothing', {}, {}],
  ['debt', { activePoints: -200, pendingPoints: -5 }, {}],
  ['points that pay nothing', { activePoints: 0 }, { minorUnitsPerPoint: undefined }],
  ['a name that is an advertisement', { traits: { firstName: 'www.evil.example', name: 7 } }, {}],
])('of a member with %s no more is said than there is', (_, facts, settings) => {
  const values = (language: 'en' | 'zh') => memberValues(factsOf(facts), language, NOON, { ...SETTINGS, ...settings });
  const none = { name: '', balance: '0', pendingPoints: '0', worth: '', tierName: '' };
  expect(values('en')).toMatchObject({ ...none, greeting: 'Hello,' });
  expect(values('zh')).toMatchObject({ ...none, greeting: '您好：' });
});

test.each([
  [99, ''],
  [100, 'CN¥1.00'],
])('%i points are worth what they pay where fewer than a hundred pay nothing', (activePoints, worth) => {
  const settings = { ...SETTINGS, pointsMin: 100 };
  expect(memberValues(factsOf({ activePoints }), 'en', NOON, settings)).toMatchObject({ worth });
});

test('points that do not pay are worth nothing', () => {
  const settings = { ...SETTINGS, minorUnitsPerPoint: undefined };
  expect(memberValues(factsOf({ activePoints: 500 }), 'en', NOON, settings)).toMatchObject({
    balance: '500',
    worth: '',
  });
});
