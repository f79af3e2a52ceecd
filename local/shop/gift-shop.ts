import { addDays, dayOf, startOfDay } from '../../lambdas/kernel/calendar.ts';
import { type Customer, createCustomer } from './customer.ts';
import { planConsents, type ShopConsent } from './customer-consent.ts';
import { festivalAhead } from './festivals.ts';
import { createDice } from './random.ts';
import type { ShopCall } from './shop-call.ts';
import { planVisit } from './visit.ts';

const TIME_ZONE = 'Asia/Shanghai';
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Whoever has not come for so long never comes again. */
const REMEMBERED_DAYS = 500;
const JOIN_DAYS = 120;
/** Of who signs up so many leave at that, and some never come again. */
const LEAVE_SHARE = 0.15;

export interface GiftShopSettings {
  readonly seed: number;
  /** Milliseconds since the epoch: when it opens. */
  readonly startAtMs: number;
  /** People who join in the first four months; as many follow in each four months after. */
  readonly memberCount: number;
}

interface Present {
  readonly customer: Customer;
  daysSinceJoining: number;
  daysSinceVisit: number;
}

/**
 * A gift shop that does not exist, from the day it opens. It is asked for one stretch of time after the other, and tells
 * the same whatever the lengths of the stretches: each day of each person follows from the seed alone.
 */
export class GiftShop {
  readonly #settings: GiftShopSettings;
  #present: Present[] = [];
  #coming: ShopCall[] = [];
  #consents: ShopConsent[] = [];
  #nextDay: string;
  #joined = 0;

  constructor(settings: GiftShopSettings) {
    this.#settings = settings;
    this.#nextDay = dayOf(settings.startAtMs, TIME_ZONE);
  }

  /** The calls from where the last question ended up to an instant (excluded), in the order of their times. */
  callsUntil(instantMs: number): readonly ShopCall[] {
    while (startOfDay(this.#nextDay, TIME_ZONE) < instantMs) this.#live();
    const due = this.#coming.filter(({ atMs }) => atMs < instantMs);
    this.#coming = this.#coming.filter(({ atMs }) => atMs >= instantMs);
    return due.sort((a, b) => a.atMs - b.atMs);
  }

  /** The same of what people say of being written to, which is told elsewhere. */
  consentsUntil(instantMs: number): readonly ShopConsent[] {
    while (startOfDay(this.#nextDay, TIME_ZONE) < instantMs) this.#live();
    const due = this.#consents.filter(({ atMs }) => atMs < instantMs);
    this.#consents = this.#consents.filter(({ atMs }) => atMs >= instantMs);
    return due.sort((a, b) => a.atMs - b.atMs);
  }

  /** A day of everybody. */
  #live(): void {
    const day = this.#nextDay;
    const festival = festivalAhead(day);
    for (const present of this.#present) {
      present.daysSinceJoining += 1;
      present.daysSinceVisit += 1;
      if (!comesOn(present, this.#settings.seed, day, festival !== undefined)) continue;
      present.daysSinceVisit = 0;
      this.#coming.push(...this.#visit(present, day, festival));
    }
    this.#present = this.#present.filter(({ daysSinceVisit }) => daysSinceVisit < REMEMBERED_DAYS);
    this.#join(day, festival);
    this.#nextDay = addDays(day, 1);
  }

  #join(day: string, festival: string | undefined): void {
    const { seed, memberCount } = this.#settings;
    const dice = createDice(seed, 'joins', day);
    const expected = (memberCount / JOIN_DAYS) * (festival === undefined ? 1 : 1.5);
    const count = Math.floor(expected) + (dice.chance(expected % 1) ? 1 : 0);
    for (let joining = 0; joining < count; joining += 1) {
      this.#joined += 1;
      const present = { customer: createCustomer(seed, this.#joined), daysSinceJoining: 0, daysSinceVisit: 0 };
      this.#present.push(present);
      this.#coming.push(...this.#firstVisit(present, day, festival));
    }
  }

  /** Looks around unknown, signs up, and in most cases looks on as a member. */
  #firstVisit({ customer }: Present, day: string, festival: string | undefined): readonly ShopCall[] {
    const { memberId, anonymousId, phone, locale, timeZone, region, gender, birthday } = customer;
    const dice = createDice(this.#settings.seed, 'first', memberId);
    const startMs = instantOf(day, customer.hour, dice.between(0, 59));
    const before = planVisit({ customer, memberId: undefined, startMs, name: `${memberId}-before`, festival, dice });
    const signedUpMs = startMs + 15 * MINUTE_MS;
    const timestamp = new Date(signedUpMs).toISOString();
    this.#consents.push(...planConsents(customer, this.#settings.seed, signedUpMs));
    const traits = {
      email: `${memberId}@mail.example`,
      phone,
      name: customer.name,
      locale,
      ...(timeZone === undefined ? {} : { timezone: timeZone }),
      gender,
      birthday,
      address: { state: region },
    };
    const identify = {
      type: 'identify',
      userId: memberId,
      anonymousId,
      messageId: `${memberId}-identify`,
      timestamp,
      traits,
    };
    const signUp = {
      type: 'track',
      event: 'Signed Up',
      userId: memberId,
      messageId: `${memberId}-signed-up`,
      timestamp,
      properties: {},
    };
    const joining = [...before, { atMs: signedUpMs, call: identify }, { atMs: signedUpMs, call: signUp }];
    if (createDice(this.#settings.seed, 'leaves', memberId).chance(LEAVE_SHARE)) return joining;
    const name = `${memberId}-${day}`;
    const after = planVisit({ customer, memberId, startMs: signedUpMs + MINUTE_MS, name, festival, dice });
    return [...joining, ...after];
  }

  #visit({ customer }: Present, day: string, festival: string | undefined): readonly ShopCall[] {
    const { memberId, hour } = customer;
    const dice = createDice(this.#settings.seed, 'visit', memberId, day);
    const startMs = instantOf(day, Math.max(0, hour - dice.between(0, 2)), dice.between(0, 59));
    return planVisit({ customer, memberId, startMs, name: `${memberId}-${day}`, festival, dice });
  }
}

/** By the person's own rhythm; away for a while after some time, more often before a festival. */
function comesOn({ customer, daysSinceJoining }: Present, seed: number, day: string, isFestive: boolean): boolean {
  const { visitsPerWeek, fadesAfterDays, staysAwayDays, memberId } = customer;
  const cycle = daysSinceJoining % (fadesAfterDays + staysAwayDays);
  if (cycle >= fadesAfterDays) return false;
  const perDay = (visitsPerWeek / 7) * (isFestive ? 1.7 : 1);
  return createDice(seed, 'comes', memberId, day).chance(perDay);
}

function instantOf(day: string, hour: number, minute: number): number {
  return startOfDay(day, TIME_ZONE) + hour * HOUR_MS + minute * MINUTE_MS;
}
