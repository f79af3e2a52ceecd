import fc from 'fast-check';
import { expect, test } from 'vitest';
import { consentKey } from '../../../lambdas/outreach/consent.ts';
import { createMergeOutreach } from '../../../lambdas/outreach/merge-outreach.ts';
import { memoryOutreach } from './memory-outreach.ts';

const NOW = new Date('2026-06-10T04:00:00.000Z');
const word = (status: 'GRANTED' | 'WITHDRAWN') =>
  ({ channel: 'email', topic: 'offers', status, at: '2026-06-01T04:00:00.000Z', source: 'checkout' }) as const;
const slot = (key: string) =>
  ({ key, channel: 'email', topic: 'offers', class: 'marketing', at: '2026-06-09T04:00:00.000Z' }) as const;
const KEY = consentKey(word('GRANTED'));

test('of two consents the stricter holds, what both were sent counts, and whoever asks for one finds the other', async () => {
  const { store, kept, read } = memoryOutreach();
  await store.replace({ memberId: 'm-old', consents: { [KEY]: word('WITHDRAWN') }, slots: [slot('a')], version: 0 });
  await store.replace({ memberId: 'm-new', consents: { [KEY]: word('GRANTED') }, slots: [slot('b')], version: 0 });
  const merge = createMergeOutreach(store);
  await merge('m-old', 'm-new', NOW);
  expect(read('m-new')).toMatchObject({ consents: { [KEY]: word('WITHDRAWN') }, slots: [slot('b'), slot('a')] });
  expect(kept.get('m-old')?.forwardTo).toBe('m-new');
  const before = { ...read('m-new'), version: 0 };
  await merge('m-old', 'm-new', NOW);
  expect(new Set(read('m-new').slots)).toEqual(new Set(before.slots));
  expect(read('m-new').consents).toEqual(before.consents);
});

test('what a member says later under an id that nothing was kept of counts for whom it became', async () => {
  const { store, kept, read } = memoryOutreach();
  const { createChangeConsent } = await import('../../../lambdas/outreach/change-consent.ts');
  await store.replace({ memberId: 'm-new', consents: { [KEY]: word('GRANTED') }, slots: [], version: 0 });
  await createMergeOutreach(store)('m-old', 'm-new', NOW);
  const topics = [{ id: 'offers', class: 'marketing' as const }];
  const change = createChangeConsent(store, { topics, doubleOptIn: [] }, () => NOW);
  const wishes = [{ channel: 'email', topic: 'offers', status: 'WITHDRAWN' }] as const;
  expect((await change('m-old', { wishes, source: 'crm', isConfirmed: true })).ok).toBe(true);
  expect(read('m-new').consents[KEY]?.status).toBe('WITHDRAWN');
  expect(kept.get('m-old')).toMatchObject({ forwardTo: 'm-new', consents: {} });
});

test('a no that is said while two become one is lost by neither', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.constantFrom('m-old', 'm-new'), async (scheduler, speaker) => {
      const { store, read } = memoryOutreach((name) => scheduler.schedule(Promise.resolve(), name));
      const { createChangeConsent } = await import('../../../lambdas/outreach/change-consent.ts');
      const change = createChangeConsent(
        store,
        { topics: [{ id: 'offers', class: 'marketing' }], doubleOptIn: [] },
        () => NOW,
      );
      const say = (memberId: string, status: 'GRANTED' | 'WITHDRAWN', at: string) =>
        change(memberId, {
          wishes: [{ channel: 'email', topic: 'offers', status }],
          source: 'test',
          isConfirmed: false,
          at,
        });
      const setUp = Promise.all(['m-old', 'm-new'].map((id) => say(id, 'GRANTED', '2026-06-01T04:00:00Z')));
      await scheduler.waitFor(setUp);
      const both = [
        createMergeOutreach(store)('m-old', 'm-new', NOW),
        say(speaker, 'WITHDRAWN', '2026-06-02T04:00:00Z'),
      ];
      await scheduler.waitFor(Promise.all(both));
      expect(read('m-new').consents[KEY]?.status).toBe('WITHDRAWN');
    }),
  );
});
