import programme from '../../programmes/gift-shop.json' with { type: 'json' };
import type { ShopCall } from './visit.ts';

const CALLS_PER_BATCH_MAX = 100;
/** Younger than what the API takes of browsing without being told that it is of the past. */
const BACKFILL_AFTER_MS = 28 * 86_400_000;

export interface ClerkSettings {
  readonly shop: { callsUntil(instantMs: number): readonly ShopCall[] };
  readonly post: (calls: readonly object[]) => Promise<void>;
  readonly now: () => number;
}

/** Posts what happened in the simulated shop, as a shop's back end would. */
export class ShopClerk {
  readonly #settings: ClerkSettings;
  #unposted: readonly object[] = [];
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
    const calls = shop
      .callsUntil(nowMs)
      .map(({ atMs, call }) => (nowMs - atMs > BACKFILL_AFTER_MS ? asPast(call) : call));
    this.#unposted = [...this.#unposted, ...calls];
    while (this.#unposted.length > 0) {
      await post(this.#unposted.slice(0, CALLS_PER_BATCH_MAX));
      this.#unposted = this.#unposted.slice(CALLS_PER_BATCH_MAX);
    }
  }
}

/** What earns or is of an order is taken at any age; what is said to be of the past only counts. */
function asPast(call: ShopCall['call']): object {
  const event = String(call['event']);
  const isValue = event.startsWith('Order ') || Object.hasOwn(programme.actions, event);
  return isValue ? call : { ...call, context: { backfill: true } };
}
