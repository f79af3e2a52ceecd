import { expect, test } from 'vitest';
import { describeOutreach } from '../../../programmes/describe-outreach.ts';
import { parseProgramme } from '../../../programmes/programme.ts';
import { ProgrammeError } from '../../../programmes/programme-error.ts';
import { READY_MESSAGES } from '../../../programmes/ready-messages.ts';
import { paperCrane } from './programmes.ts';

const inBoth = <T>(content: T) => ({ en: content, zh: content });
const OFFERS = { id: 'offers', name: { en: 'Offers', zh: '优惠' }, class: 'marketing' };
const ORDERS = { id: 'orders', name: { en: 'Orders', zh: '订单' }, class: 'transactional' };
const GIVEN = {
  shop: { en: 'Paper Crane', zh: '纸鹤' },
  topics: [OFFERS],
  links: { shop: 'https://crane.example/' },
  postalAddress: '1 Example Road',
  messages: ['welcome'],
};
const MESSAGE = {
  name: { en: 'Points for you', zh: '积分' },
  channel: 'sms',
  topic: 'offers',
  trigger: { event: 'PointsReleased' },
  variables: { points: 'count' },
  content: inBoth({ text: '{{ points }}', link: 'shop' }),
};
const parse = (changes: object) => parseProgramme({ ...paperCrane, outreach: { ...GIVEN, ...changes } });
const own = (changes: object = {}) => ({ messages: [{ id: 'own', message: { ...MESSAGE, ...changes } }] });

function faultsWith(changes: object): readonly string[] {
  try {
    parse(changes);
    return [];
  } catch (error) {
    if (error instanceof ProgrammeError) return error.faults;
    throw error;
  }
}

test('a shop that says who sends and what about can send, with what is usual for all else', () => {
  expect(parse({}).outreach).toMatchObject({
    language: 'zh',
    quietHours: { from: '21:00', to: '08:00' },
    gapHours: { email: 16, sms: 24 },
    holdouts: { yearPercent: 2, quarterPercent: 3 },
    smsPartsMax: 2,
  });
  expect(parse({}).outreach?.caps.map(({ id }) => id)).toEqual([
    'one-email-a-day',
    'three-emails-a-week',
    'one-sms-a-week',
  ]);
  expect(faultsWith(own())).toEqual([]);
  expect(
    faultsWith(own({ links: { own: 'https://a.example/' }, content: inBoth({ text: 'a', link: 'own' }) })),
  ).toEqual([]);
  expect(faultsWith(own({ content: inBoth({ text: 'a', link: 'unsubscribe' }) }))).toEqual([]);
});

test.each<[string, object, string]>([
  ['two topics of one id', { topics: [OFFERS, OFFERS] }, 'outreach.topics.1: expected each id once'],
  [
    'two caps of one id',
    { caps: [1, 2].map((max) => ({ id: 'a', max, days: 1 })) },
    'outreach.caps.1: expected each id once',
  ],
  [
    'a cap about nothing',
    { caps: [{ id: 'a', topic: 'news', max: 1, days: 1 }] },
    'outreach.caps.0.topic: expected the id of a topic, but is "news"',
  ],
  [
    'quiet hours of a whole day or none',
    { quietHours: { from: '08:00', to: '08:00' } },
    'outreach.quietHours.to: expected another time than from, which is 08:00, but is "08:00"',
  ],
  [
    'a link with a name that has a meaning',
    { links: { ...GIVEN.links, unsubscribe: 'https://a.example/' } },
    'outreach.links.unsubscribe: expected a name other than preferences, unsubscribe, confirm, suggest, survey, but is "https://a.example/"',
  ],
  [
    'a message twice',
    { messages: ['welcome', 'welcome'] },
    'outreach.messages.1: expected each id once, but is "welcome"',
  ],
  [
    'a ready message and one of its id',
    { messages: ['welcome', { id: 'welcome', message: MESSAGE }] },
    'outreach.messages.1: expected each id once',
  ],
  [
    'a message that is none',
    { messages: ['goodbye'] },
    'outreach.messages.0: expected a ready message: welcome, points-earned',
  ],
  [
    'a yes that nobody could confirm',
    { messages: ['confirm-opt-in'], topics: [OFFERS, ORDERS], doubleOptIn: ['email', 'sms'] },
    'outreach.doubleOptIn.1: expected a message that follows from ConfirmationRequested of the channel sms',
  ],
  ['what every object has', { messages: ['constructor'] }, 'outreach.messages.0: expected an id such as welcome'],
  [
    'a ready message whose topic is none',
    { messages: ['points-earned'], links: { points: 'https://a.example/' } },
    'outreach.messages.0: expected a topic points, which it is about, but is "points-earned"',
  ],
  [
    'a ready message whose link is none',
    { links: {} },
    'outreach.messages.0: expected a link shop, which it leads to, but is "welcome"',
  ],
  [
    'a message of no topic',
    own({ topic: 'news' }),
    'outreach.messages.0.message.topic: expected one of the topics offers, but is "news"',
  ],
  [
    'a variable that the trigger does not have',
    own({ variables: { tier: 'tier' } }),
    'outreach.messages.0.message.variables.tier: expected what PointsReleased has: points (count), but is "tier"',
  ],
  [
    'a link that nobody knows',
    own({ content: { en: { text: 'a', link: 'nowhere' }, zh: { text: 'a' } } }),
    'outreach.messages.0.message.content.en.link: expected one of the links preferences, unsubscribe, confirm, suggest, shop, but is "nowhere"',
  ],
  [
    'a link of a message with a name that has a meaning',
    own({ links: { confirm: 'https://a.example/' } }),
    'outreach.messages.0.message.links.confirm: expected a name other than',
  ],
  [
    'a block that is none',
    own({
      channel: 'email',
      content: inBoth({ subject: 'a', blocks: [{ button: 'Go', href: 'https://a.example/' }] }),
    }),
    'outreach.messages.0.message.content.en.blocks.0: expected a block: heading, text, figure and label, facts, list, button and link, scores with low and high, or note',
  ],
  [
    'an event that is none',
    own({ trigger: { event: 'Order Placed' } }),
    'outreach.messages.0.message.trigger.event: expected one of MemberJoined, ',
  ],
])('%s is refused, with what is expected', (_, changes, fault) => {
  expect(faultsWith(changes)[0]).toContain(fault);
});

test('a ready message is told once of what it needs, not for each language', () => {
  expect(
    faultsWith({ messages: Object.keys(READY_MESSAGES) }).filter((each) => each.includes('tier-upgraded')),
  ).toHaveLength(2);
});

const told = (changes: object, timeZone = 'Asia/Shanghai') => describeOutreach({ ...parse(changes), timeZone });

test('what is sent is told in sentences', () => {
  expect(describeOutreach({ timeZone: 'UTC' })).toEqual(['Members are sent no messages.']);
  expect(told({})).toEqual([
    'Messages come from "Paper Crane" (纸鹤), 1 Example Road; who named no language reads Chinese.',
    'What is about "Offers" (优惠, offers) is marketing: caps and holdouts hold it back.',
    "Nobody is written to from 21:00 until before 08:00 of the member's own time; what waited goes in the 30 minutes after.",
    'A member of whom neither zone nor country is known is written to when it is outside those hours in Asia/Shanghai.',
    'By "one-email-a-day" a member gets at most 1 e-mail a day.',
    'By "three-emails-a-week" a member gets at most 3 e-mails in 7 calendar days.',
    'By "one-sms-a-week" a member gets at most 1 SMS in 7 calendar days.',
    'Two e-mails to a member are at least 16 hours apart.',
    'Two SMS to a member are at least 24 hours apart.',
    'To see what messages do, 2 % of members for a year and 3 % of the others for a quarter get no marketing.',
    'An order within 3 days of a click is credited to its message.',
    'An SMS has at most 2 parts.',
    '"Welcome" (欢迎, welcome) is sent by e-mail 10 minutes after MemberJoined, about offers (marketing); it is of use for 72 hours and has priority 80.',
  ]);
});

test.each<[object, string]>([
  [{ language: 'en' }, 'Messages come from "Paper Crane" (纸鹤), 1 Example Road; who named no language reads English.'],
  [
    { topics: [OFFERS, { ...OFFERS, id: 'orders', class: 'transactional' }] },
    'What is about "Offers" (优惠, orders) answers what a member just did: no opt-in is needed, and no cap or holdout looks at it.',
  ],
  [
    { topics: [OFFERS, { ...OFFERS, id: 'account', class: 'service' }] },
    'What is about "Offers" (优惠, account) tells what a member has to know: no cap or holdout holds it back, and caps count it.',
  ],
  [
    { quietHours: { from: '13:00', to: '14:00' }, spreadMinutes: 0 },
    "Nobody is written to from 13:00 until before 14:00 of the member's own time; what waited goes at 14:00.",
  ],
  [
    { timeZones: ['Europe/Berlin', 'Asia/Tokyo'] },
    'A member of whom neither zone nor country is known is written to when it is outside those hours in Europe/Berlin and Asia/Tokyo.',
  ],
  [{ caps: [], gapHours: {} }, 'No cap holds messages back.'],
  [{ caps: [], gapHours: { webhook: 1, sms: 0 } }, 'Two webhooks to a member are at least 1 hour apart.'],
  [
    { caps: [{ id: 'few', topic: 'offers', max: 4, days: 30 }] },
    'By "few" a member gets at most 4 messages about offers in 30 calendar days.',
  ],
  [
    {
      ...own({ trigger: { event: 'ConfirmationRequested' }, variables: {}, content: inBoth({ text: 'a' }) }),
      doubleOptIn: ['email', 'sms'],
    },
    'An opt-in to e-mail and SMS counts once the member has confirmed it.',
  ],
  [{ holdouts: { yearPercent: 0, quarterPercent: 0 } }, 'Nobody is held out of marketing.'],
  [
    { holdouts: { yearPercent: 0, quarterPercent: 2.5 } },
    'To see what messages do, 2.5 % of members for a quarter get no marketing.',
  ],
  [{ rates: { email: 1_400, sms: 1 } }, 'At most 1,400 e-mails a second are sent.'],
  [
    own({ trigger: { event: 'PointsExpiring', delayMinutes: 1_440, where: { daysLeft: [30, 7], kind: ['a'] } } }),
    '"Points for you" (积分, own) is sent by SMS 1 day after PointsExpiring whose daysLeft is 30 or 7 and kind is a, about offers (marketing); it is of use for 24 hours and has priority 50.',
  ],
  [
    own({ trigger: { event: 'PointsReleased', delayMinutes: 120 }, priority: 5 }),
    '"Points for you" (积分, own) is sent by SMS 2 hours after PointsReleased, about offers (marketing); it is of use for 24 hours and has priority 5.',
  ],
])('%j is told', (changes, sentence) => {
  expect(told(changes)).toContain(sentence);
});
