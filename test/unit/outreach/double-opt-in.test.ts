import { expect, test } from 'vitest';
import { noticeWrite, readNoticeEvent } from '../../../lambdas/kernel/notice-item.ts';
import { createChangeConsent } from '../../../lambdas/outreach/change-consent.ts';
import { consentKey } from '../../../lambdas/outreach/consent.ts';
import type { ConsentWish } from '../../../lambdas/outreach/consent-change.ts';
import type { Channel } from '../../../lambdas/outreach/contact-message.ts';
import { createFollowLink } from '../../../lambdas/outreach/follow-link.ts';
import { createMessageCatalogue } from '../../../lambdas/outreach/message-catalogue.ts';
import { makeOutgoing } from '../../../lambdas/outreach/outgoing-message.ts';
import { createPlanMessages } from '../../../lambdas/outreach/plan-messages.ts';
import type { SendTask } from '../../../lambdas/outreach/send-task.ts';
import { signLink } from '../../../lambdas/outreach/signed-link.ts';
import { readTriggerEvent } from '../../../lambdas/outreach/trigger-event.ts';
import { messageBody } from '../../../programmes/message-schema.ts';
import { READY_MESSAGES } from '../../../programmes/ready-messages.ts';
import { memoryOutreach } from './memory-outreach.ts';

const START_MS = Date.parse('2026-06-10T04:00:00.000Z');
const HOUR_MS = 3_600_000;
const name = (text: string) => ({ en: text, zh: `${text}（中）` });
const TOPICS = [
  { id: 'orders', class: 'transactional' as const, name: name('Orders') },
  { id: 'offers', class: 'marketing' as const, name: name('Offers') },
  { id: 'news', class: 'marketing' as const, name: name('News') },
  { id: 'points', class: 'service' as const, name: name('Points') },
];
const SETTINGS = {
  topics: TOPICS,
  channels: ['email'] as const,
  shop: name('Gift Shop'),
  linkKey: 'a-key',
  publicUrl: 'https://api.example',
  postalAddress: '1 Example Road',
  ...{ links: {}, smsPartsMax: 2, language: 'en' as const, currency: 'CNY', tierNames: {} },
  timeZones: ['Asia/Shanghai'],
  topicNames: Object.fromEntries(TOPICS.map((topic) => [topic.id, topic.name])),
};
const MESSAGES = { 'confirm-opt-in': messageBody.parse(READY_MESSAGES['confirm-opt-in']) };

/** A member who ticks boxes, and the e-mails that follow from it. */
function rig() {
  const memberId = 'm-1';
  const { store, kept, read, given } = memoryOutreach();
  let nowMs = START_MS;
  const clock = () => new Date(nowMs);
  const changeConsent = createChangeConsent(store, { topics: TOPICS, doubleOptIn: ['email', 'sms'] }, clock);
  const follow = createFollowLink(
    {
      ...{ changeConsent, clock },
      messages: { keepFeedback: async () => true },
      onLost: (error) => {
        throw error;
      },
    },
    SETTINGS,
  );
  const tasks = new Map<string, SendTask>();
  const catalogue = createMessageCatalogue(MESSAGES, TOPICS, async () => [], clock);
  const plan = createPlanMessages({
    ...{ catalogue, clock },
    queue: async (groups) => {
      for (const task of groups.flatMap((group) => group.tasks)) tasks.set(task.messageKey, task);
    },
    toldFirst: async () => {
      throw new Error('the platform tells nothing of this');
    },
    settleVerdict: async () => undefined,
  });
  return {
    given,
    changeConsent,
    statuses: () => Object.values(read(memberId).consents).map(({ topic, status }) => `${topic} ${status}`),
    later(hours: number) {
      nowMs += hours * HOUR_MS;
    },
    tick(...topics: readonly string[]) {
      const form = new URLSearchParams();
      for (const { id } of TOPICS) form.append('shown', `email#${id}`);
      for (const topic of topics) form.append('wanted', `email#${topic}`);
      return follow('preferences', signLink({ kind: 'preferences', memberId }, SETTINGS.linkKey), `${form}`, 'en');
    },
    /** A topic that was asked for while the programme had it. */
    holdPending(topic: string) {
      const word = {
        channel: 'email',
        topic,
        status: 'PENDING',
        at: clock().toISOString(),
        source: 'checkout',
      } as const;
      const known = read(memberId);
      kept.set(memberId, { ...known, consents: { ...known.consents, [consentKey(word)]: word } });
    },
    confirm: (topics: string) =>
      follow('confirm', signLink({ kind: 'confirm', memberId, channel: 'email', topics }, SETTINGS.linkKey), '', 'en'),
    /** What is written, as it is sent: told twice, each is one message. */
    async emails() {
      for (const notice of [...given.values(), ...given.values()]) {
        const { Item = {} } = (noticeWrite(notice) as { readonly Put: { readonly Item?: Record<string, unknown> } })
          .Put;
        const event = readNoticeEvent(Item);
        const trigger = readTriggerEvent(event.name, event);
        if (trigger !== undefined) await plan(trigger);
      }
      const definition = await catalogue.find('confirm-opt-in');
      return [...tasks.values()].map(({ request }) => {
        if (definition === undefined || request === undefined) throw new Error('nothing is asked for');
        const recipient = {
          ...{ memberId, outreach: read(memberId), suppressions: {}, addresses: { email: 'ann@mail.example' } },
          facts: { traits: {}, activePoints: 0, pendingPoints: 0 },
        };
        const made = makeOutgoing(request, definition, recipient, clock(), SETTINGS);
        if (!made.ok || made.value.content.channel !== 'email') throw new Error(JSON.stringify(made));
        const { text } = made.value.content;
        const [, token = ''] = /\/confirm\/(\S+)/.exec(text) ?? [];
        return { text, press: () => follow('confirm', token, '', 'en') };
      });
    },
  };
}

const yes = (channel: Channel, ...topics: readonly string[]): ConsentWish[] =>
  topics.map((topic) => ({ channel, topic, status: 'GRANTED' }));
const told = (wishes: readonly ConsentWish[], at?: string) => ({ wishes, source: 'checkout', isConfirmed: false, at });

test('boxes that are ticked together are confirmed by one e-mail, which names them all, and by one link', async () => {
  const { tick, emails, statuses } = rig();
  expect(await tick('offers', 'news', 'points')).toMatchObject({ page: expect.stringContaining('have to confirm') });
  expect(statuses()).toEqual(['offers PENDING', 'news PENDING', 'points PENDING']);
  const [email, ...more] = await emails();
  expect(more).toEqual([]);
  expect(email?.text).toContain('write to this address about: Offers, News, Points.');
  expect(await email?.press()).toMatchObject({ page: expect.stringContaining('“Offers”, “News”, “Points”') });
  expect(statuses()).toEqual(['offers GRANTED', 'news GRANTED', 'points GRANTED']);
});

test('a call with opt-ins to two channels asks once on each of them', async () => {
  const { changeConsent, given } = rig();
  await changeConsent(
    'm-1',
    told([...yes('email', 'offers', 'news'), ...yes('sms', 'offers'), ...yes('webhook', 'news')]),
  );
  expect([...given.values()].map(({ name: event, data }) => [event, data])).toEqual([
    ['ConfirmationRequested', { channel: 'email', topics: ['offers', 'news'], source: 'checkout' }],
    ['ConfirmationRequested', { channel: 'sms', topics: ['offers'], source: 'checkout' }],
  ]);
});

test('one box more is asked for with those that are ticked and wait, and nothing is asked for where none is new', async () => {
  const { tick, emails, later, statuses } = rig();
  await tick('offers');
  later(1);
  await tick('offers', 'news');
  await tick('offers', 'news');
  later(1);
  await tick('news');
  const [first, second, ...more] = await emails();
  expect(more).toEqual([]);
  expect(second?.text).toContain('about: Offers, News.');
  // What was taken back meanwhile is not brought back by it.
  expect(await first?.press()).toMatchObject({ page: expect.stringContaining('has had its time') });
  expect(await second?.press()).toMatchObject({ page: expect.stringContaining('write to you about “News”.') });
  expect(statuses()).toEqual(['offers WITHDRAWN', 'news GRANTED']);
});

test('what is told again asks for nothing, what is told with it does, and what is older than what holds does not', async () => {
  const { changeConsent, given } = rig();
  const at = '2026-06-10T03:00:00.000Z';
  for (let times = 0; times < 2; times += 1) await changeConsent('m-1', told(yes('email', 'offers'), at));
  expect(given.size).toBe(1);
  for (let times = 0; times < 2; times += 1) await changeConsent('m-1', told(yes('email', 'offers', 'news'), at));
  expect([...given.values()].map(({ data }) => data['topics'])).toEqual([['offers'], ['offers', 'news']]);
  const no = (topic: string): ConsentWish => ({ channel: 'email', topic, status: 'WITHDRAWN' });
  await changeConsent('m-1', told([no('points')]));
  await changeConsent('m-1', told(yes('email', 'points'), at));
  expect(given.size).toBe(2);
  // An old no, which does not hold, is no question.
  await changeConsent('m-1', told([no('offers'), ...yes('email', 'orders')], '2026-06-10T02:00:00.000Z'));
  expect([...given.values()].at(-1)?.data['topics']).toEqual(['orders']);
});

test('a link confirms of its topics those that the programme still has', async () => {
  const { tick, holdPending, confirm, statuses } = rig();
  await tick('offers');
  holdPending('gossip');
  expect(await confirm('gossip')).toMatchObject({ page: expect.stringContaining('has had its time') });
  expect(await confirm('gossip offers')).toMatchObject({
    page: expect.stringContaining('write to you about “Offers”.'),
  });
  expect(statuses()).toEqual(['offers GRANTED', 'gossip PENDING']);
});
