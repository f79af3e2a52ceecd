/**
 * What the members of a gift club hold after a replay of UCI Online Retail: tiers, points by the day they expire, worked
 * out day by day from the file by plain loops, without a line of the product. A shop sends a day's events in the
 * evening: they are told at the beginning of the next day, after all that is due until then.
 *
 * What of one day comes first is not said: where it makes a difference, the choice that was made is taken from the
 * books, and only if the rules allow it.
 */
import { earn, type PlainOrder, plainOrders, type SentBack, takeBack } from './plain-recompute.ts';

export const BOXES = ['22086', '22910', '23344'];
const LINES = { member: 50_000, vip: 500_000 };
const RANKS = ['none', 'member', 'festival', 'vip'];
const [WAITING_DAYS, GOOD_DAYS, GRACE_DAYS, WARNED_DAYS] = [14, 365, 30, 30];

/** What the books say was decided: the tier in which an order was paid, and the one that it brought. */
export interface Decided {
  readonly paidIn: string | undefined;
  readonly reached: string | undefined;
}

interface Held {
  tier: string;
  since: string;
  termFrom: string;
  endsOn: string;
  graceUntil?: string;
}

export interface ClubMember {
  held: Held | undefined;
  /** Points by the day on which they expire. */
  active: Map<string, number>;
  pending: Map<string, number>;
  expired: number;
  warnings: number;
  downgrades: number;
  renewals: number;
}

interface Waiting {
  points: number;
  /** Wall clock of the shop: yyyy-mm-dd hh:mm:ss. */
  releaseAt: string;
  expiresOn: string;
  order: PlainOrder;
}

/** Plays the file to the beginning of a day (yyyy-mm-dd). */
export function plainClub(file: string, until: string, decided: (orderId: string) => Decided): Map<string, ClubMember> {
  const { orders, sentBack } = plainOrders(file);
  for (const order of orders) earn(order, 1);
  takeBack(orders, sentBack as SentBack[]);
  const byMember = Map.groupBy(orders, ({ member }) => member);
  return new Map([...byMember].map(([member, own]) => [member, playMember(own, until, decided)]));
}

function playMember(orders: PlainOrder[], until: string, decided: (orderId: string) => Decided): ClubMember {
  const days = new Set(orders.flatMap(({ time, backOn }) => [time.slice(0, 10), ...backOn.keys()]));
  const player = new Player(decided);
  for (const day of [...days].sort()) {
    player.passTo(dayAfter(day, 1));
    player.tell(
      day,
      orders.filter(({ time }) => time.startsWith(day)),
      orders.filter(({ backOn }) => backOn.has(day)),
    );
  }
  player.passTo(until);
  return player.result();
}

class Player {
  readonly #decided: (orderId: string) => Decided;
  #held: Held | undefined;
  #waiting: Waiting[] = [];
  readonly #active = new Map<string, number>();
  readonly #told: PlainOrder[] = [];
  /** Days of returns that were told, by order. */
  readonly #backDays = new Map<PlainOrder, Set<string>>();
  #isWarned = false;
  #counts = { expired: 0, warnings: 0, downgrades: 0, renewals: 0 };

  constructor(decided: (orderId: string) => Decided) {
    this.#decided = decided;
  }

  /** All that is due until the beginning of a day. */
  passTo(day: string): void {
    for (const lot of this.#waiting.filter(({ releaseAt }) => releaseAt <= `${day} 00:00:00`)) {
      this.#active.set(lot.expiresOn, (this.#active.get(lot.expiresOn) ?? 0) + lot.points);
    }
    this.#waiting = this.#waiting.filter(({ releaseAt }) => releaseAt > `${day} 00:00:00`);
    for (const [expiresOn, points] of this.#active) {
      if (expiresOn > day) continue;
      this.#counts.expired += points;
      this.#active.delete(expiresOn);
    }
    while (this.#review(day));
  }

  /** The orders and the returns of a day, at the beginning of the next. */
  tell(day: string, orders: PlainOrder[], returned: PlainOrder[]): void {
    const now = dayAfter(day, 1);
    const before = this.#held?.tier ?? 'none';
    const choices = orders.map(({ id }) => ({ id, ...this.#decided(id) }));
    this.#told.push(...orders);
    // With the day's orders and without its returns it can not be more, with both it can not be less.
    const most = this.#qualified(monthsAfter(now, -12), now);
    for (const order of returned) this.#backDays.set(order, (this.#backDays.get(order) ?? new Set()).add(day));
    const least = this.#qualified(monthsAfter(now, -12), now);
    const reached = choices.flatMap(({ reached: tier }) => tier ?? []).sort((a, b) => rank(a) - rank(b));
    for (const tier of reached) {
      if (rank(tier) <= rank(before) && this.#held?.graceUntil === undefined) throw new Error(`${tier} was held`);
      if (rank(tier) > rank(most)) throw new Error(`${tier} was not reached on ${day}: at most ${most}`);
    }
    const tier = reached.at(-1);
    if (rank(least) > Math.max(rank(before), rank(tier ?? 'none'))) throw new Error(`${least} was reached on ${day}`);
    const inGrace = this.#held?.graceUntil !== undefined && tier === before;
    if (tier !== undefined) this.#begin(tier, inGrace ? (this.#held?.since ?? now) : now, now);
    for (const order of orders) this.#earn(order, before, reached);
    for (const order of returned) this.#takeBack(order, day);
  }

  result(): ClubMember {
    const pending = new Map<string, number>();
    for (const { expiresOn, points } of this.#waiting) pending.set(expiresOn, (pending.get(expiresOn) ?? 0) + points);
    return { held: this.#held, active: this.#active, pending, ...this.#counts };
  }

  #earn(order: PlainOrder, before: string, reached: readonly string[]): void {
    const paidIn = this.#decided(order.id).paidIn ?? 'none';
    if (paidIn !== before && !reached.includes(paidIn)) throw new Error(`${order.id} was not paid in tier ${paidIn}`);
    earn(order, paidIn === 'vip' ? 2 : 1);
    const [day = '', time = ''] = order.time.split(' ');
    if (order.points === 0) return;
    const [releaseAt, expiresOn] = [`${dayAfter(day, WAITING_DAYS)} ${time}`, dayAfter(day, GOOD_DAYS + 1)];
    this.#waiting.push({ points: order.points, releaseAt, expiresOn, order });
  }

  /** From what waits, then from the points of the order's own day, then from those that expire soonest. */
  #takeBack(order: PlainOrder, day: string): void {
    const upTo = (isWithin: (each: string) => boolean) => pointsBack(order, isWithin);
    let left = upTo((each) => each <= day) - upTo((each) => each < day);
    const lot = this.#waiting.find((each) => each.order === order);
    const fromWaiting = Math.min(left, lot?.points ?? 0);
    if (lot !== undefined) lot.points -= fromWaiting;
    this.#waiting = this.#waiting.filter(({ points }) => points > 0);
    left -= fromWaiting;
    const own = dayAfter(order.time.slice(0, 10), GOOD_DAYS + 1);
    for (const expiresOn of [own, ...[...this.#active.keys()].sort()]) {
      const held = this.#active.get(expiresOn) ?? 0;
      const taken = Math.min(held, left);
      left -= taken;
      if (held - taken === 0) this.#active.delete(expiresOn);
      else this.#active.set(expiresOn, held - taken);
    }
  }

  /** One thing that is due with the tier by a day, if there is one. */
  #review(day: string): boolean {
    const held = this.#held;
    if (held === undefined) return false;
    const { endsOn, graceUntil, termFrom } = held;
    if (graceUntil === undefined && !this.#isWarned && dayAfter(endsOn, -WARNED_DAYS) <= day) {
      this.#isWarned = true;
      const isKept = rank(this.#qualified(termFrom, dayAfter(endsOn, -1))) >= rank(held.tier);
      if (!isKept) this.#counts.warnings += 1;
      return true;
    }
    if (graceUntil !== undefined) {
      if (graceUntil > day) return false;
      const lastDay = dayAfter(graceUntil, -1);
      const reached = this.#qualified(termFrom, lastDay);
      if (rank(reached) >= rank(held.tier)) return this.#renew(held, lastDay);
      this.#counts.downgrades += 1;
      // One step down; not to what is for buyers of boxes, unless they are.
      const lower = reached === 'festival' ? 'festival' : held.tier === 'member' ? 'none' : 'member';
      const next = held.tier === 'festival' && reached !== 'festival' ? 'member' : lower;
      this.#begin(next, graceUntil, lastDay);
      return next !== 'none';
    }
    if (endsOn <= day) {
      const lastDay = dayAfter(endsOn, -1);
      if (rank(this.#qualified(termFrom, lastDay)) >= rank(held.tier)) return this.#renew(held, lastDay);
      this.#counts.warnings += 1;
      held.graceUntil = dayAfter(endsOn, GRACE_DAYS);
      return true;
    }
    return false;
  }

  #renew(held: Held, lastDay: string): boolean {
    this.#counts.renewals += 1;
    this.#begin(held.tier, held.since, lastDay);
    return true;
  }

  #begin(tier: string, since: string, termFrom: string): void {
    this.#isWarned = false;
    const endsOn = dayAfter(monthsAfter(termFrom, 12), 1);
    this.#held = tier === 'none' ? undefined : { tier, since, termFrom, endsOn };
  }

  /** The tier that is reached by what was bought after a day up to another, as far as it is told. */
  #qualified(after: string, to: string): string {
    let [spend, boxes] = [0, 0];
    for (const order of this.#told) {
      const day = order.time.slice(0, 10);
      if (day <= after || day > to) continue;
      const isTold = (each: string) => this.#backDays.get(order)?.has(each) === true;
      const { value, isWhole, kept } = stateOf(order, isTold);
      spend += order.paid - value;
      for (const box of BOXES) boxes += isWhole ? 0 : (kept.get(box) ?? 0);
    }
    if (spend >= LINES.vip) return 'vip';
    if (boxes > 0) return 'festival';
    return spend >= LINES.member ? 'member' : 'none';
  }
}

/** What has come back of an order by the returns of some days. */
function stateOf(order: PlainOrder, isWithin: (day: string) => boolean) {
  const back = new Map<string, number>();
  for (const [day, pieces] of order.backOn) {
    if (isWithin(day)) for (const [code, count] of pieces) back.set(code, (back.get(code) ?? 0) + count);
  }
  const lines = [...order.lines];
  const share = (of: 'paid' | 'points') =>
    lines.reduce((sum, [code, line]) => sum + Math.floor((line[of] * (back.get(code) ?? 0)) / line.quantity), 0);
  const isComplete = lines.every(([code, { quantity }]) => back.get(code) === quantity);
  const isWhole = isComplete || (order.paid > 0 && share('paid') === order.paid);
  const kept = new Map(lines.map(([code, { quantity }]) => [code, quantity - (back.get(code) ?? 0)]));
  return {
    isWhole,
    kept,
    value: isWhole ? order.paid : share('paid'),
    points: isWhole ? order.points : share('points'),
  };
}

const pointsBack = (order: PlainOrder, isWithin: (day: string) => boolean): number => stateOf(order, isWithin).points;

const rank = (tier: string): number => RANKS.indexOf(tier);

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The same day of another month, or its last if it has none such. */
function monthsAfter(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}
