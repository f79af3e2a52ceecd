import { expect, test } from 'vitest';
import { createChangeConsent } from '../../../lambdas/outreach/change-consent.ts';
import { consentKey } from '../../../lambdas/outreach/consent.ts';
import { createFollowLink } from '../../../lambdas/outreach/follow-link.ts';
import { createShowLink } from '../../../lambdas/outreach/show-link.ts';
import { type LinkPurpose, signLink } from '../../../lambdas/outreach/signed-link.ts';
import { memoryOutreach } from './memory-outreach.ts';

const NOW = new Date('2026-06-10T04:00:00.000Z');
const name = (text: string) => ({ en: text, zh: `${text}（中）` });
const SETTINGS = {
  topics: [
    { id: 'orders', class: 'transactional' as const, name: name('Orders') },
    { id: 'account', class: 'service' as const, name: name('Account') },
    { id: 'offers', class: 'marketing' as const, name: name('Offers <now>') },
  ],
  shop: name('Gift Shop'),
  channels: ['email'] as const,
  linkKey: 'a-key',
};
const UNSUBSCRIBE = {
  kind: 'unsubscribe',
  memberId: 'm-1',
  channel: 'email',
  topic: 'offers',
  messageKey: 'k',
} as const;
const CONFIRM = { kind: 'confirm', memberId: 'm-1', channel: 'email', topics: 'offers' } as const;
const CLICK = { kind: 'click', memberId: 'm-1', messageKey: 'k', url: 'https://shop.example/a?b=c' } as const;
const PREFERENCES = { kind: 'preferences', memberId: 'm-1' } as const;

function rig(doubleOptIn: readonly 'email'[] = []) {
  const { store, read, kept, said } = memoryOutreach();
  const clicks: unknown[][] = [];
  const faults = { isBroken: false, lost: 0 };
  const changeConsent = createChangeConsent(store, { ...SETTINGS, doubleOptIn }, () => NOW);
  const follow = createFollowLink(
    {
      changeConsent,
      messages: {
        keepFeedback: async (...click) => {
          if (faults.isBroken) throw new Error('throttled');
          clicks.push(click);
          return true;
        },
      },
      clock: () => NOW,
      onLost: () => {
        faults.lost += 1;
      },
    },
    SETTINGS,
  );
  const show = createShowLink(store, SETTINGS);
  return {
    clicks,
    faults,
    kept,
    said,
    changeConsent,
    statusOf: (topic: string) => read('m-1').consents[consentKey({ channel: 'email', topic })]?.status,
    show: (purpose: LinkPurpose) => show(purpose.kind, signLink(purpose, SETTINGS.linkKey), 'en'),
    follow: (purpose: LinkPurpose, form = '') => follow(purpose.kind, signLink(purpose, SETTINGS.linkKey), form, 'en'),
    followToken: (kind: LinkPurpose['kind'], token: string) => follow(kind, token, '', 'zh'),
  };
}
const ask = (topic: string, status: 'GRANTED' | 'WITHDRAWN' = 'GRANTED') => ({
  wishes: [{ channel: 'email' as const, topic, status }],
  source: 'checkout',
  isConfirmed: false,
});

test('a page shows what a link is for, and neither page nor look at it changes anything', async () => {
  const { show, kept, clicks } = rig();
  for (const purpose of [UNSUBSCRIBE, CONFIRM, CLICK, PREFERENCES]) {
    const answer = await show(purpose);
    expect(answer).toMatchObject({ kind: 'PAGE', status: 200, page: expect.stringContaining('<form method="post">') });
  }
  expect([kept.size, clicks]).toEqual([0, []]);
});

test('pressing the button unsubscribes from the topic, once', async () => {
  const { follow, statusOf, said, changeConsent } = rig();
  await changeConsent('m-1', ask('offers'));
  await changeConsent('m-1', ask('account'));
  const answer = await follow(UNSUBSCRIBE);
  expect(answer).toMatchObject({ status: 200, page: expect.stringContaining('You are unsubscribed') });
  await follow(UNSUBSCRIBE, 'List-Unsubscribe=One-Click');
  expect([statusOf('offers'), statusOf('account')]).toEqual(['WITHDRAWN', 'GRANTED']);
  expect(said.map(({ status, source }) => `${status} ${source}`)).toEqual([
    'GRANTED checkout',
    'GRANTED checkout',
    'WITHDRAWN unsubscribe link',
  ]);
});

test('the boxes of the page become consents; a topic that was not on it stays as it was', async () => {
  const { follow, show, statusOf, changeConsent } = rig();
  await changeConsent('m-1', ask('account'));
  const shown = await show(PREFERENCES);
  expect(shown).toMatchObject({ page: expect.stringMatching(/value="email#account" checked/) });
  expect(shown).toMatchObject({ page: expect.not.stringContaining('email#orders') });
  expect(shown).toMatchObject({ page: expect.stringContaining('Offers &lt;now&gt;') });
  await follow(PREFERENCES, 'shown=email%23offers&wanted=email%23offers');
  expect([statusOf('offers'), statusOf('account')]).toEqual(['GRANTED', 'GRANTED']);
  await follow(PREFERENCES, 'shown=email%23offers&shown=email%23account&wanted=email%23offers');
  expect([statusOf('offers'), statusOf('account')]).toEqual(['GRANTED', 'WITHDRAWN']);
  await follow(PREFERENCES, 'shown=email%23offers&wanted=email%23offers&none=1');
  expect(statusOf('offers')).toBe('WITHDRAWN');
  await follow(PREFERENCES, 'shown=email%23gossip&wanted=email%23gossip&shown=__proto__');
  expect(statusOf('gossip')).toBeUndefined();
});

test('a yes that has to be confirmed holds with its link, and an old link brings nothing back', async () => {
  const { follow, statusOf, changeConsent } = rig(['email']);
  expect(await follow(CONFIRM)).toMatchObject({ page: expect.stringContaining('has had its time') });
  await changeConsent('m-1', ask('offers'));
  expect(statusOf('offers')).toBe('PENDING');
  expect(await follow(CONFIRM)).toMatchObject({ page: expect.stringContaining('Thank you') });
  expect(statusOf('offers')).toBe('GRANTED');
  expect(await follow(CONFIRM)).toMatchObject({ page: expect.stringContaining('Thank you') });
  await follow(UNSUBSCRIBE);
  expect(await follow(CONFIRM)).toMatchObject({ page: expect.stringContaining('has had its time') });
  expect(statusOf('offers')).toBe('WITHDRAWN');
});

test('a click leads to the shop and is kept; one that can not be kept leads there, too', async () => {
  const { follow, clicks, faults } = rig();
  const there = { kind: 'REDIRECT', url: 'https://shop.example/a?b=c' };
  expect(await follow(CLICK)).toEqual(there);
  expect(clicks).toEqual([[{ memberId: 'm-1', messageKey: 'k' }, 'clickedAt', NOW.toISOString()]]);
  faults.isBroken = true;
  expect(await follow(CLICK)).toEqual(there);
  expect(faults.lost).toBe(1);
});

test('a link that nobody signed, or signed for something else, does nothing', async () => {
  const { followToken, kept } = rig();
  const token = signLink(UNSUBSCRIBE, SETTINGS.linkKey);
  const strangers = [
    '',
    'x',
    `${token}a`,
    `a${token}`,
    signLink(UNSUBSCRIBE, 'another key'),
    signLink(CONFIRM, 'a-key'),
  ];
  for (const stranger of strangers) {
    const answer = await followToken('unsubscribe', stranger);
    expect(answer, stranger).toMatchObject({ status: 400, page: expect.stringContaining('链接无效') });
  }
  expect(kept.size).toBe(0);
});
