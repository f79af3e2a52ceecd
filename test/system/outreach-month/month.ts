import { createDeriveKey } from '../../../lambdas/kernel/secret.ts';
import { createItemReader } from '../../../lambdas/kernel/table/batches.ts';
import { createHashAddress } from '../../../lambdas/outreach/address-hash.ts';
import { createSuppressionStore, type SuppressionStore } from '../../../lambdas/outreach/suppression-store.ts';
import { headersOf, headerValue } from '../../../local/sending/mime-head.ts';
import { createDice } from '../../../local/shop/random.ts';
import type { Shop } from '../shop.ts';
import { Book, type Channel } from './book.ts';
import { kindOf } from './check-sends.ts';
import { localTimeOf } from './local-time.ts';
import { OWN_KINDS } from './message-kinds.ts';
import { createLives, type Life, type MonthSettings, type Wish } from './people.ts';
import type { Place } from './places.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Just before and at the hours at which quiet hours begin and end, too. */
const MINUTES = [0, 13, 29, 30, 47, 59];
/** What happens in so many hours is told at one of their minutes. */
const STEP_HOURS = 2;
const ORDERS_PER_STEP = 0.035;
const NIGHT_HOUR = 21;
const NIGHT_HOURS = 12;
/** A message is ready seconds before its own. */
const MOVING_MS = 10_000;
/** In the batch of the joining: what follows from it is decided before the profile has heard of the member. */
const ORDERS_AT_JOINING = 0.5;
const CACHED_MS = 3 * MINUTE_MS;

/** A consent that was taken back while a message of its topic waited for the morning. */
export interface Leaving {
  readonly memberId: string;
  readonly to: string;
  readonly channel: Channel;
  /** What the message would have named. */
  readonly order: string;
  readonly atMs: number;
}

/** Members of all zones, and what they do from hour to hour; all that they say goes to the shop and into the book. */
export class Month {
  readonly book = new Book();
  readonly lives: readonly Life[];
  readonly leavings: Leaving[] = [];
  readonly #shop: Shop;
  readonly #seed: number;
  readonly #suppressions: SuppressionStore;
  /** Who left, by the member's id; and who is about to, with the order that came before. */
  readonly #left = new Set<string>();
  readonly #nightOrders = new Map<string, string>();
  #again: object[] = [];
  #hour = 0;
  #orders = 0;

  constructor(shop: Shop, settings: MonthSettings) {
    this.#shop = shop;
    this.#seed = settings.seed;
    this.#suppressions = suppressionsOf(shop);
    this.lives = createLives(settings);
    for (const { person } of this.lives) this.book.add(person);
  }

  get orders(): number {
    return this.#orders;
  }

  /** Defines the month's own messages, and waits until every function knows them. */
  async open(): Promise<void> {
    for (const { id, channel, topic } of OWN_KINDS) {
      const say = `${id} {{ orderId }}`;
      const content = channel === 'sms' ? { text: say } : { subject: say, blocks: [{ text: say }] };
      const { status, body } = await this.#shop.ask('POST', `/v1/messages/${id}`, {
        ...{ name: { en: id, zh: id }, topic, channel, content: { en: content, zh: content } },
        ...{ trigger: { event: 'Order Delivered' }, variables: { orderId: 'text' } },
      });
      if (status !== 200) throw new Error(`the message ${id} was answered ${status}: ${JSON.stringify(body)}`);
    }
    await this.#shop.system.advanceTo(this.#nowMs() + CACHED_MS);
  }

  /** Step by step: who says something of consents first, then what happens. */
  async play(fromMs: number, untilMs: number): Promise<void> {
    for (let hourMs = fromMs; hourMs < untilMs; hourMs += STEP_HOURS * HOUR_MS) {
      const dice = createDice(this.#seed, 'hour', this.#hour);
      await this.#shop.system.advanceTo(hourMs + dice.pick(MINUTES) * MINUTE_MS);
      await Promise.all(this.lives.map((life) => this.#speak(life)));
      const calls = [...this.#again, ...this.lives.flatMap((life) => this.#act(life))];
      this.#again = calls.filter(() => dice.chance(0.15));
      const doubled = calls.flatMap((call) => (dice.chance(0.3) ? [call, call] : [call]));
      const beforeMs = this.#nowMs();
      if (doubled.length > 0) await this.#post(doubled);
      this.#writeMoves(beforeMs);
      this.#hour += STEP_HOURS;
    }
  }

  /** Whatever was decided and rendered before the move was told may still be on its way. */
  #writeMoves(fromMs: number): void {
    const untilMs = this.#nowMs() + MOVING_MS;
    for (const { person, moves } of this.lives) {
      if (moves === undefined || !this.#isNow(moves.atHour)) continue;
      this.book.move(person.memberId, { place: moves.to, fromMs, untilMs });
    }
  }

  /** Until what waits for the morning has gone, wherever that is. */
  async close(): Promise<void> {
    await this.#shop.system.advanceTo(this.#nowMs() + NIGHT_HOURS * HOUR_MS);
    await this.#shop.system.settle();
  }

  async #speak(life: Life): Promise<void> {
    const { person, joinsAtHour, opensAtHour, dies, wishes } = life;
    if (this.#isNow(joinsAtHour) && wishes.length > 0) await this.#say(life, wishes);
    if (this.#hour <= joinsAtHour) return;
    if (this.#isNow(opensAtHour) && !this.#left.has(person.memberId)) {
      await this.#say(life, [{ channel: 'email', topic: 'offers', status: 'GRANTED' }]);
    }
    if (dies !== undefined && this.#isNow(dies.atHour))
      await this.#die(dies.channel === 'email' ? person.email : person.phone);
    const order = this.#nightOrders.get(person.memberId);
    if (order !== undefined) await this.#leave(life, order);
  }

  /** A yes counts from before it is told, a no from after it was answered. */
  async #say({ person: { memberId } }: Life, wishes: readonly Wish[]): Promise<void> {
    const beforeMs = this.#nowMs();
    const told = await this.#shop.ask('POST', `/v1/members/${memberId}/consents`, {
      consents: wishes,
      source: 'the month',
    });
    if (told.status !== 200) throw new Error(`a consent was answered ${told.status}: ${JSON.stringify(told.body)}`);
    const afterMs = this.#nowMs();
    for (const wish of wishes) {
      this.book.say(memberId, { ...wish, atMs: wish.status === 'GRANTED' ? beforeMs : afterMs });
    }
  }

  async #die(address: string): Promise<void> {
    await this.#suppressions.suppress(address, { reason: 'OPERATOR', at: this.#shop.system.clock.iso() });
    this.book.suppress(address, this.#nowMs());
  }

  /** In the night, while the offer that follows from the order waits for the morning. */
  async #leave(life: Life, order: string): Promise<void> {
    const { person, leaves } = life;
    const channel = leaves?.channel ?? 'email';
    const to = channel === 'email' ? person.email : person.phone;
    this.#nightOrders.delete(person.memberId);
    this.#left.add(person.memberId);
    const hadConsent = this.book.wordOf(person.memberId, channel, 'offers', this.#nowMs()) === 'GRANTED';
    const path = leaves?.by === 'LINK' && channel === 'email' ? this.#unsubscribePath(to) : undefined;
    if (path === undefined) await this.#say(life, [{ channel, topic: 'offers', status: 'WITHDRAWN' }]);
    else await this.#followLink(person.memberId, path);
    if (hadConsent) this.leavings.push({ memberId: person.memberId, to, channel, order, atMs: this.#nowMs() });
  }

  /** Of the last offer in the mailbox, as a mail program finds it. */
  #unsubscribePath(to: string): string | undefined {
    const mails = this.#shop.system.sending.inbox.messages({ channel: 'email', to });
    const offer = mails.findLast(({ subject = '' }) => kindOf({ channel: 'email', subject })?.topic === 'offers');
    if (offer === undefined) return undefined;
    const link = headerValue(headersOf(Buffer.from(offer.raw)), 'List-Unsubscribe') ?? '';
    return new URL(link.slice(1, -1)).pathname;
  }

  async #followLink(memberId: string, path: string): Promise<void> {
    const { status } = await fetch(`${this.#shop.system.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    if (status !== 200) throw new Error(`the link of an e-mail was answered ${status}`);
    this.book.say(memberId, { channel: 'email', topic: 'offers', status: 'WITHDRAWN', atMs: this.#nowMs() });
  }

  #act({ person, joinsAtHour, birthday, leaves, moves }: Life): object[] {
    const { memberId } = person;
    const isJoining = this.#isNow(joinsAtHour);
    if (this.#hour < joinsAtHour && !isJoining) return [];
    const calls = isJoining ? this.#join(person, birthday) : [];
    const dice = createDice(this.#seed, 'acts', memberId, this.#hour);
    if (moves !== undefined && this.#isNow(moves.atHour)) calls.push(this.#move(memberId, moves.to));
    if (dice.chance(isJoining ? ORDERS_AT_JOINING : ORDERS_PER_STEP)) calls.push(this.#deliver(memberId).call);
    const isNight = this.#isNightAt(this.book.placesOf(person, this.#nowMs()).at(-1));
    if (leaves !== undefined && this.#hour > leaves.afterHour && isNight && !this.#left.has(memberId)) {
      const { order, call } = this.#deliver(memberId);
      this.#nightOrders.set(memberId, order);
      calls.push(call);
    }
    return calls;
  }

  /** In its first hours, so that what waits still waits at the next step. */
  #isNightAt(place: Place | undefined): boolean {
    const [zone = 'UTC'] = place?.zones ?? [];
    const hour = Math.floor(localTimeOf(this.#nowMs(), zone).minute / 60);
    return hour >= NIGHT_HOUR && hour < NIGHT_HOUR + STEP_HOURS;
  }

  #isNow(hour: number | undefined): boolean {
    return hour !== undefined && hour >= this.#hour && hour < this.#hour + STEP_HOURS;
  }

  #join({ memberId, email, phone, locale, place }: Life['person'], birthday: string | undefined): object[] {
    const born = birthday === undefined ? {} : { birthday: `1990-${birthday}` };
    const traits = { email, phone, locale, ...place.traits, ...born };
    const timestamp = this.#shop.system.clock.iso();
    const of = (name: string) => ({ userId: memberId, messageId: `${memberId}-${name}`, timestamp });
    return [
      { type: 'identify', ...of('identify'), traits },
      { type: 'track', event: 'Signed Up', ...of('signed-up') },
      { type: 'track', event: 'Product Reviewed', ...of('reviewed'), properties: { product_id: 'tea', rating: 5 } },
    ];
  }

  #move(userId: string, { traits }: Place): object {
    return { type: 'identify', userId, messageId: `${userId}-move`, timestamp: this.#shop.system.clock.iso(), traits };
  }

  #deliver(userId: string): { readonly order: string; readonly call: object } {
    this.#orders += 1;
    const order = `order-${this.#orders}`;
    const timestamp = this.#shop.system.clock.iso();
    const told = { type: 'track', event: 'Order Delivered', userId, messageId: `delivered-${order}`, timestamp };
    return { order, call: { ...told, properties: { order_id: order } } };
  }

  async #post(batch: readonly object[]): Promise<void> {
    const response = await this.#shop.post('/v1/batch', { batch });
    const { rejected = [] } = (await response.json()) as { rejected?: readonly unknown[] };
    if (!response.ok || rejected.length > 0) {
      throw new Error(`the API answered ${response.status}: ${JSON.stringify(rejected)}`);
    }
  }

  #nowMs(): number {
    return this.#shop.system.clock.now();
  }
}

/** The product's own list of dead addresses, as feedback and operators write into it. */
function suppressionsOf(shop: Shop): SuppressionStore {
  const [secret] = shop.system.deployment.secrets;
  if (secret === undefined) throw new Error('the deployment has no secret');
  const hash = createHashAddress(createDeriveKey(secret.value)('addresses'));
  return createSuppressionStore(shop.table(), createItemReader(shop.table()), hash);
}
