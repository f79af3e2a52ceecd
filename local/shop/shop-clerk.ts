import programme from '../../programmes/gift-shop.json' with { type: 'json' };
import type { ShopConsent } from './customer-consent.ts';
import type { ShopCall } from './shop-call.ts';

const CALLS_PER_BATCH_MAX = 100;
/** Younger than what the API takes of browsing without being told that it is of the past. */
const BACKFILL_AFTER_MS = 28 * 86_400_000;

export interface ClerkSettings {
  readonly shop: {
    callsUntil(instantMs: number): readonly ShopCall[];
    consentsUntil(instantMs: number): readonly ShopConsent[];
  };
  readonly post: (calls: readonly object[]) => Promise<void>;
  readonly postConsent: (consent: ShopConsent) => Promise<void>;
  readonly now: () => number;
}

/** Posts what happened in the simulated shop, as a shop's back end would. */
export class ShopClerk {
  readonly #settings: ClerkSettings;
  #unposted: readonly object[] = [];
  #unpostedConsents: readonly ShopConsent[] = [];
  #posting: Promise<void> = Promise.resolve();

  constructor(settings: ClerkSettings) {
    this.#settings = settings;
  }

  /** Posts all up to now, in order; one posting at a time. What fails is thrown, and posted again the next time. */
  postUntilNow(): Promise<void> {
    this.#posting = this.#posting.catch(() => undefined).then(() => this.#post());
    return this.#posting;
  }

  async #post(): Promise<void> {
    const { shop, post, now } = this.#settings;
    const nowMs = now();
    // First of all: whoever signs up is welcomed by what it consented to.
    await this.#postConsents(shop.consentsUntil(nowMs));
    const calls = shop
      .callsUntil(nowMs)
      .map(({ atMs, call }) => (nowMs - atMs > BACKFILL_AFTER_MS ? asPast(call) : call));
    this.#unposted = [...this.#unposted, ...calls];
    while (this.#unposted.length > 0) {
      await post(this.#unposted.slice(0, CALLS_PER_BATCH_MAX));
      this.#unposted = this.#unposted.slice(CALLS_PER_BATCH_MAX);
    }
  }

  async #postConsents(consents: readonly ShopConsent[]): Promise<void> {
    this.#unpostedConsents = [...this.#unpostedConsents, ...consents];
    for (const consent of this.#unpostedConsents) {
      await this.#settings.postConsent(consent);
      this.#unpostedConsents = this.#unpostedConsents.slice(1);
    }
  }
}

/** What earns or is of an order is taken at any age; what is said to be of the past only counts. */
function asPast(call: ShopCall['call']): object {
  const event = String(call['event']);
  const isValue = event.startsWith('Order ') || Object.hasOwn(programme.actions, event);
  return isValue ? call : { ...call, context: { backfill: true } };
}
