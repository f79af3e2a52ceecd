import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Shop, startSystem } from './shop.ts';

const BEFORE_THE_QUARTER = Date.parse('2026-12-31T12:00:00+08:00');
const AFTER_ITS_FIRST_DAYS = Date.parse('2027-01-04T12:00:00+08:00');
const MEMBERS = Array.from({ length: 60 }, (_, index) => `member-${index}`);
/** A message of the queue comes back some times before it is parked. */
const CRASHES = 4;

let shop: Shop;

beforeAll(async () => {
  shop = new Shop(await startSystem({ startAtMs: BEFORE_THE_QUARTER }));
});
afterAll(() => shop.close());

const asker = () => {
  const found = shop.system.runtime.pool.status().find(({ path }) => path.includes('AskAudience'));
  if (found === undefined) throw new Error('nothing asks the audience');
  return found;
};

/** Ends the function in the middle of its work a few times, each time after it has been called some more. */
function crashSometimes(): () => number {
  const arn = shop.system.deployment.functions.find(({ path }) => path.includes('AskAudience'))?.arn ?? '';
  let crashes = 0;
  let next = 2;
  const timer = setInterval(() => {
    if (crashes === CRASHES || asker().invocations < next) return;
    shop.system.runtime.pool.crash(arn);
    crashes += 1;
    next = asker().invocations + 2;
  }, 3);
  return () => {
    clearInterval(timer);
    return asker().errors;
  };
}

async function join(memberId: string): Promise<void> {
  const traits = { locale: 'en', timezone: 'Asia/Shanghai', email: `${memberId}@mail.example` };
  const joined = { type: 'track', userId: memberId, event: 'Signed Up', messageId: `joined-${memberId}` };
  await shop.track({ type: 'identify', userId: memberId, traits, messageId: `told-${memberId}` }, joined);
  await shop.payOrder(memberId, `order-${memberId}`, '10');
  const consents = [{ channel: 'email', topic: 'surveys', status: 'GRANTED' }];
  await shop.ask('POST', `/v1/members/${memberId}/consents`, { consents, source: 'test' });
}

/** What asked a member, as it lies in the member's mailbox. */
const asking = (memberId: string) =>
  shop.system.sending.inbox
    .messages({ channel: 'email', to: `${memberId}@mail.example`, limit: 50 })
    .filter(({ subject }) => /One click/.test(subject ?? ''));

async function answer(memberId: string, score: number): Promise<number> {
  const { html = '' } = await PostalMime.parse(asking(memberId)[0]?.raw ?? '');
  const [, path] = /href="https?:\/\/[^/"]+(\/survey\/[^"?]+)/.exec(html) ?? [];
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return (await fetch(`${shop.system.url}${path}`, { method: 'POST', headers, body: `q-nps=${score}` })).status;
}

test('the schedule asks whoever wants to be asked, each once, though the work is killed in the middle of it', async () => {
  await Promise.all(MEMBERS.map(join));
  await shop.system.settle();
  const endCrashes = crashSometimes();
  await shop.system.advanceTo(AFTER_ITS_FIRST_DAYS);
  await shop.system.settle();
  expect(endCrashes()).toBeGreaterThan(0);
  const asked = MEMBERS.map((memberId) => ({ memberId, count: asking(memberId).length }));
  expect(asked.filter(({ count }) => count !== 1)).toEqual([]);
});

test('what they answer is the score of the quarter', async () => {
  const statuses = await Promise.all(MEMBERS.map((memberId, index) => answer(memberId, index % 3 === 0 ? 4 : 9)));
  expect(new Set(statuses)).toEqual(new Set([200]));
  await shop.system.settle();
  const { body } = await shop.ask('GET', '/v1/reports/kpis?grain=quarter&from=2027-01-01');
  const kpis = body['kpis'] as { id: string; periods: object[] }[];
  // Forty would recommend the shop, and twenty would not.
  expect(kpis.find(({ id }) => id === 'nps')?.periods).toMatchObject([{ denominator: 60, value: 20 / 60 }]);
});
