import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCustomer } from '../../local/shop/customer.ts';
import { planConsents } from '../../local/shop/customer-consent.ts';
import { startShop } from '../../local/shop/start-shop.ts';
import { READY_SURVEYS } from '../../programmes/ready-surveys.ts';
import { Shop, startSystem } from '../system/shop.ts';
import { CHROMIUM_PATH, startBrowser } from './chromium.ts';

const SEED = 3;
const SURVEY = 'quarterly-satisfaction';
const RUN = `${SURVEY}.2027-Q1`;
const START = Date.parse('2027-01-01T09:40:00+08:00');
/** The shop posts each quarter of an hour: from here to the run nothing happens that the audience follows from. */
const JUST_BEFORE = Date.parse('2027-01-01T09:58:00+08:00');
const RUN_BEGINS = Date.parse('2027-01-01T10:00:00+08:00');
const WHEN_IT_IS_DAY_IN_LONDON = Date.parse('2027-01-01T17:30:00+08:00');
/** A message of the queue comes back some times before it is parked. */
const CRASHES = 4;

let shop: Shop;
let browser: Browser | undefined;

beforeAll(async () => {
  shop = new Shop(await startSystem({ startAtMs: START }));
  await startShop(shop.system, { seed: SEED, memberCount: 600, openForDays: 28 });
  await shop.system.advanceTo(JUST_BEFORE);
  await shop.system.settle();
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

/** Who is to be asked: who agreed to it when signing up, and stands where the survey asks. The sample takes them all. */
async function audience(): Promise<string[]> {
  const stages = READY_SURVEYS[SURVEY]?.audience?.stages ?? [];
  const asked: string[] = [];
  for (let number = 1; ; number += 1) {
    const customer = createCustomer(SEED, number);
    const { memberId } = customer;
    const { status, body } = await shop.ask('GET', `/v1/members/${memberId}/churn`);
    if (status === 404) return asked;
    const consents = planConsents(customer, SEED, 0).flatMap((said) => said.consents);
    const agrees = consents.some(({ channel, topic }) => channel === 'email' && topic === 'surveys');
    if (agrees && stages.some((stage) => stage === body['stage'])) asked.push(memberId);
  }
}

const asker = () => {
  const found = shop.system.runtime.pool.status().find(({ path }) => path.includes('AskAudience'));
  if (found === undefined) throw new Error('nothing asks the audience');
  return found;
};

/** Whether the run is in the middle of the asking: all are counted, and some shard is not through. */
async function isAsking(): Promise<boolean> {
  const items = await shop.partition(`JOB#survey#${RUN}`);
  const plan = items.find(({ SK }) => SK === 'PLAN');
  const shards = items.filter(({ SK }) => String(SK).startsWith('SHARD#'));
  return plan?.['quotas'] !== undefined && shards.some(({ phase }) => phase !== 'DONE');
}

/** Ends the function a few times while it asks, each time when it has been called again. Tells how many calls failed by it. */
function crashWhileAsking(): () => Promise<number> {
  const arn = shop.system.deployment.functions.find(({ path }) => path.includes('AskAudience'))?.arn ?? '';
  let isOver = false;
  const crashes = (async () => {
    let failed = 0;
    for (let crashed = 0; crashed < CRASHES && !isOver; ) {
      const { invocations, errors } = asker();
      if (await isAsking()) {
        shop.system.runtime.pool.crash(arn);
        await expect.poll(() => isOver || asker().invocations > invocations, { interval: 2 }).toBe(true);
        failed += asker().errors - errors;
        crashed += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    return failed;
  })();
  return () => {
    isOver = true;
    return crashes;
  };
}

/** The mailboxes of who was asked, with how often: a reminder is another matter. */
function asked(): ReadonlyMap<string, number> {
  const mails = shop.system.sending.inbox.messages({ channel: 'email', limit: 100_000 });
  const asking = mails.filter(({ subject = '' }) => /One click|一键告诉/.test(subject));
  const counts = new Map<string, number>();
  for (const { to } of asking) {
    const memberId = to[0]?.replace(/@.*/, '') ?? '';
    counts.set(memberId, (counts.get(memberId) ?? 0) + 1);
  }
  return counts;
}

test('the schedule asks all who are to be asked, each once, though the function is killed in the middle of asking', async () => {
  const expected = await audience();
  expect(shop.system.clock.now()).toBeLessThan(RUN_BEGINS);
  const endCrashes = crashWhileAsking();
  await shop.system.advanceTo(WHEN_IT_IS_DAY_IN_LONDON);
  await shop.system.settle();
  expect(await endCrashes()).toBeGreaterThan(0);
  const counts = asked();
  expect([...counts.keys()].sort()).toEqual(expected.sort());
  expect([...counts.values()].filter((count) => count !== 1)).toEqual([]);
  expect(counts.size).toBeGreaterThan(20);
});

test.skipIf(CHROMIUM_PATH === undefined)('what the customers answer is on the page of the figures', async () => {
  const invitations = await Promise.all([...asked().keys()].map((memberId) => shop.items(memberId, `SURVEY#${RUN}`)));
  const scores = invitations.flat().flatMap(({ measured }) => (measured as { nps?: number } | undefined)?.nps ?? []);
  expect(scores.length).toBeGreaterThan(3);
  const promoters = scores.filter((score) => score >= 9).length;
  const detractors = scores.filter((score) => score <= 6).length;
  const score = Math.round((100 * (promoters - detractors)) / scores.length);

  browser = await startBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${shop.system.url}/_local/kpis?lang=en&grain=quarter&from=2027-01-01&to=2027-03-31`);
  const row = page.locator('#surveys tr', { hasText: '2027-Q1' });
  await row.waitFor();
  const [asks, answers, nps] = await row.locator('td').allTextContents();
  expect(asks).toBe(`${asked().size}`);
  expect(answers).toContain(`${((100 * scores.length) / asked().size).toFixed(1)}%`);
  expect(nps).toMatch(new RegExp(`^${score > 0 ? '\\+' : ''}${score} \\(`));
  expect(await page.locator('#trend-nps svg').count()).toBe(1);
});
