import type { LocalSystem } from '../system.ts';
import type { ShopConsent } from './customer-consent.ts';
import { GiftShop } from './gift-shop.ts';
import { MailReader } from './mail-reader.ts';
import { ShopClerk } from './shop-clerk.ts';

const STEP_MS = 15 * 60_000;

export interface SimulatedShopSettings {
  readonly seed: number;
  readonly memberCount: number;
  /** Days that the shop is open already when the system starts: the first start has something to show. */
  readonly openForDays: number;
}

/**
 * Lets the simulated gift shop live beside a system: what lies before now is posted at once, and from then on what
 * happens each quarter of an hour, in real time and when the clock is moved. After a reset another shop of the same
 * seed begins. Resolves when the past is posted.
 */
export const startShop = (system: LocalSystem, settings: SimulatedShopSettings): Promise<void> =>
  system.live(() => openShop(system, settings));

async function openShop(system: LocalSystem, settings: SimulatedShopSettings): Promise<void> {
  const { seed, memberCount, openForDays } = settings;
  const startAtMs = system.firstStartedAtMs - openForDays * 86_400_000;
  const clerk = new ShopClerk({
    shop: new GiftShop({ seed, memberCount, startAtMs }),
    post: (calls) => postCalls(system, calls),
    postConsent: (consent) => postConsent(system, consent),
    now: () => system.clock.now(),
  });
  const reader = new MailReader({
    seed,
    mailsSince: (sinceMs) => system.sending.inbox.messages({ channel: 'email', sinceMs }),
    unsubscribe: (path) => unsubscribe(system, path),
    answer: (path, form) => answer(system, path, form),
  });
  const arm = (atMs: number) =>
    system.timeline.at(atMs, 'schedule', 'the simulated shop', async () => {
      arm(Math.max(atMs, system.clock.now()) + STEP_MS);
      await clerk.postUntilNow();
      await reader.read();
    });
  await clerk.postUntilNow();
  arm(system.clock.now() + STEP_MS);
}

async function postCalls(system: LocalSystem, batch: readonly object[]): Promise<void> {
  const { url } = system;
  const authorization = `Basic ${Buffer.from(`${system.status().writeKey}:`).toString('base64')}`;
  const response = await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ batch }),
  });
  const body = (await response.json()) as { rejected?: readonly { code: string; path: string }[]; title?: string };
  if (!response.ok) throw new Error(`the API answers ${response.status} to the simulated shop: ${body.title}`);
  const [fault] = body.rejected ?? [];
  if (fault !== undefined)
    throw new Error(`the API refuses what the simulated shop sends: ${fault.code} at ${fault.path}`);
}

async function postConsent(system: LocalSystem, { memberId, atMs, source, consents }: ShopConsent): Promise<void> {
  const response = await fetch(`${system.url}/v1/members/${memberId}/consents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${system.status().adminKey}` },
    body: JSON.stringify({ consents, source, at: new Date(atMs).toISOString() }),
  });
  if (!response.ok) throw new Error(`the API answers ${response.status} to a consent of the simulated shop`);
}

async function unsubscribe({ url }: LocalSystem, path: string): Promise<void> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
  if (!response.ok) throw new Error(`the link of an e-mail is answered ${response.status}`);
}

/** One that is answered already, or asks something else, is left alone: people do not insist. */
async function answer({ url }: LocalSystem, path: string, form: string): Promise<void> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form,
  });
  if (response.status >= 500) throw new Error(`the survey of an e-mail is answered ${response.status}`);
}
