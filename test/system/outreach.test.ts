import { afterAll, beforeAll, expect, test } from 'vitest';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { createOutreachStore } from '../../lambdas/outreach/outreach-store.ts';
import { Shop, startSystem } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = new Shop(await startSystem());
  await shop.system.advanceTo(Date.parse('2027-03-01T04:00:00Z'));
}, 120_000);
afterAll(() => shop?.close());

async function consent(memberId: string, topics: readonly string[]) {
  const store = createOutreachStore(shop.table(), createItemReader(shop.table()));
  const known = await store.outreach(memberId);
  const said = topics.map(
    (topic) =>
      ({
        channel: 'email',
        topic,
        status: 'GRANTED',
        at: new Date(shop.system.clock.now()).toISOString(),
        source: 'test',
      }) as const,
  );
  const consents = Object.fromEntries(said.map((each) => [`email#${each.topic}`, each]));
  await store.replace({ ...known, consents: { ...known.consents, ...consents } }, said);
}

test('whoever joins and has consented is welcomed', async () => {
  await consent('member-1', ['account', 'points', 'offers']);
  await shop.track(
    {
      type: 'identify',
      userId: 'member-1',
      messageId: 'i1',
      traits: { email: 'ann@mail.example', name: 'Ann', locale: 'en', timezone: 'Asia/Shanghai' },
    },
    { type: 'track', event: 'Signed Up', userId: 'member-1', messageId: 's1', properties: {} },
  );
  await shop.system.advanceTo(shop.system.clock.now() + 3_600_000);
  await shop.system.settle();
  console.log(await shop.items('member-1', 'MESSAGE'), await shop.items('member-1', 'OUTREACH'));
  console.log(shop.system.sending.inbox.messages({ limit: 10 }).map(({ body, ...each }) => each));
  console.log(await shop.ask('GET', '/v1/members/member-1/messages'));
  console.log(await shop.ask('GET', '/v1/outreach/channels'));
});
