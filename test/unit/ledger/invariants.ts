import { expect } from 'vitest';
import { dayOf, startOfDay } from '../../../lambdas/kernel/calendar.ts';
import { endOf } from '../../../lambdas/loyalty/account-review.ts';
import { type Account, applyDeltas, applySums, EMPTY_BALANCE, EMPTY_SUMS } from '../../../lambdas/loyalty/balance.ts';
import { nextExpiryStep } from '../../../lambdas/loyalty/expiry.ts';
import type { LedgerEntry } from '../../../lambdas/loyalty/ledger-entry.ts';
import { addQualifying, type Qualifying, recentDays } from '../../../lambdas/loyalty/qualifying.ts';
import { levelOf, qualifiedLevel, rankOf, reachingSums } from '../../../lambdas/loyalty/tier.ts';
import { type History, MEMBERS, NOW, ORDERS, type Product, type Step } from './histories.ts';
import type { Stores } from './player.ts';

export interface Ledgers extends Stores {
  entriesOf(memberId: string): Promise<readonly LedgerEntry[]>;
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** What must hold of every member, whatever happened: the books balance, and no bucket goes where it must not. */
export async function expectBalanced(
  { ledger, orders, entriesOf }: Ledgers,
  history: History,
  prefix = '',
  now = NOW,
): Promise<void> {
  for (const member of MEMBERS) {
    const memberId = prefix + member;
    const [entries, account] = [await entriesOf(memberId), await ledger.account(memberId)];
    const { balance, sums } = account;
    expectTier(account, await qualifyingDays(orders, memberId, entries, history, prefix), history, now);
    expect(balance).toEqual(entries.reduce((all, { deltas }) => applyDeltas(all, deltas), EMPTY_BALANCE));
    expect(sums).toEqual(entries.reduce((all, entry) => applySums(all, entry.sums ?? {}), EMPTY_SUMS));
    expect(sum((await ledger.activeLots(memberId)).map(({ points }) => points))).toBe(balance.active);
    expect(sum((await ledger.pendingLots(memberId, 100)).map(({ points }) => points))).toBe(balance.pending);
    expect(Math.min(balance.pending, balance.active, -balance.negative)).toBeGreaterThanOrEqual(0);
    expect(-balance.negative).toBeLessThanOrEqual(history.settings.debtMax);
    for (const lot of await ledger.activeLots(memberId)) {
      // Who has points that end is looked at in time for their next step; at once, where that has passed.
      const { timeZone, expiry } = history.settings;
      const ends = endOf(lot, expiry.kind === 'inactivity' ? account.inactiveDay : undefined);
      const next = nextExpiryStep(ends, now, timeZone);
      const asked = [next?.at ?? '9999', now.toISOString()].sort().at(-1) ?? '';
      expect((account.dueAt ?? '9999') <= asked).toBe(true);
    }
    // What was earned and not taken back is somewhere; what could not be taken back was given away.
    const { pending, active, spent, expired, negative, lifetimeEarned } = balance;
    expect(pending + active + spent + expired + negative).toBe(lifetimeEarned + givenOf(entries));
  }
}

/**
 * What counts for tiers is what the entries say; nobody is below what they reach; and who holds a tier for a term is
 * looked at in time for its end.
 */
function expectTier(account: Account, told: Qualifying, { settings }: History, now: Date): void {
  const { tiers, timeZone } = settings;
  const { qualifying = {}, standing, dueAt } = account;
  if (tiers === undefined) {
    expect({ qualifying, standing }).toEqual({ qualifying: {}, standing: undefined });
    return;
  }
  const today = dayOf(now.getTime(), timeZone);
  expect(recentDays(qualifying, today)).toEqual(recentDays(told, today));
  const reached = qualifiedLevel(reachingSums(told, today, tiers), tiers);
  const held = levelOf(standing, tiers.levels);
  expect(rankOf(held?.id, tiers.levels)).toBeGreaterThanOrEqual(rankOf(reached?.id, tiers.levels));
  if (standing === undefined) return;
  const lastLook = new Date(startOfDay(standing.graceUntil ?? standing.endsOn, timeZone)).toISOString();
  expect((dueAt ?? '9999') <= lastLook).toBe(true);
}

/** What counts for tiers by the orders as they are kept, and by the actions that were booked. */
async function qualifyingDays(
  orders: Stores['orders'],
  memberId: string,
  entries: readonly LedgerEntry[],
  { settings }: History,
  prefix: string,
): Promise<Qualifying> {
  let days: Qualifying = {};
  for (const name of ORDERS) {
    const { claim, returns } = await orders.head(prefix + name);
    const order = claim?.memberId === memberId ? await orders.order(memberId, prefix + name) : undefined;
    if (claim === undefined || order === undefined) continue;
    const kept = order.lines.map(({ quantity }, index) =>
      returns.isWhole ? 0 : quantity - (returns.quantities[index] ?? 0),
    );
    const isForTea = settings.tiers?.levels.some(({ id }) => id === 'tea') === true;
    const tea = isForTea ? sum(kept.filter((_, index) => order.lines[index]?.lineId === 'tea')) : 0;
    const day = {
      spend: order.paid - returns.value,
      points: order.points - returns.points,
      orders: returns.isWhole ? 0 : 1,
      ...(tea > 0 ? { pieces: { tea } } : {}),
    };
    days = addQualifying(days, { [dayOf(Date.parse(order.paidAt), settings.timeZone)]: day });
  }
  for (const { action, deltas, occurredAt } of entries) {
    const points = action === undefined ? 0 : (deltas.tierQualifying ?? 0);
    if (points > 0)
      days = addQualifying(days, {
        [dayOf(Date.parse(occurredAt), settings.timeZone)]: { spend: 0, points, orders: 0 },
      });
  }
  return days;
}

/** What members were given beside what they earned: what could not be taken back, and what operators gave or took. */
const givenOf = (entries: readonly LedgerEntry[]): number =>
  sum(
    entries.map(
      ({ kind, deltas, uncovered = 0 }) =>
        uncovered + (kind === 'ADJUST' ? sum(Object.values(deltas).map((each) => each ?? 0)) : 0),
    ),
  );

/** What does not depend on the order in which things are told. */
export async function factsOf({ ledger, orders, entriesOf }: Ledgers, prefix = '') {
  const members = await Promise.all(
    MEMBERS.map(async (member) => {
      const { balance, sums } = await ledger.account(prefix + member);
      const entries = await entriesOf(prefix + member);
      const { pending, active, spent, expired, negative, lifetimeEarned, tierQualifying } = balance;
      const held = pending + active + spent + expired + negative - givenOf(entries);
      return { member, held, lifetimeEarned, tierQualifying, sums, takenBackOn: takenBackByDay(entries) };
    }),
  );
  const told = await Promise.all(
    ORDERS.map(async (name) => {
      const { claim: decided, returns, placedAt, deliveredAt } = await orders.head(prefix + name);
      // The tier in which an order was paid depends on which was told first.
      const { tier: _, ...claim } = decided ?? {};
      const order = decided === undefined ? undefined : await orders.order(decided.memberId, prefix + name);
      return { name, claim, order, placedAt, deliveredAt, returns: decided === undefined ? undefined : returns };
    }),
  );
  return { members, told };
}

/** Points taken back, by the day that the entries say. */
function takenBackByDay(entries: readonly LedgerEntry[]): Readonly<Record<string, number>> {
  const byDay: Record<string, number> = {};
  for (const { kind, deltas, reversedByDay, occurredAt } of entries) {
    if (kind !== 'REVERSE_EARN') continue;
    const own = { [dayOf(Date.parse(occurredAt), 'Asia/Shanghai')]: -(deltas.lifetimeEarned ?? 0) };
    for (const [day, points] of Object.entries(reversedByDay ?? own)) byDay[day] = (byDay[day] ?? 0) + points;
  }
  return Object.fromEntries(Object.entries(byDay).filter(([, points]) => points !== 0));
}

/** Points by order, worked out from the steps alone: as somebody would who reads the rules and not the code. */
export function expectedPoints(history: History, n: number) {
  const { products, discountFen } = history.contents[n] as { products: readonly Product[]; discountFen: number };
  const isPaid = history.steps.some((step) => step.kind === 'paid' && step.order === n);
  const paid = sum(products.map(({ quantity, fen }) => quantity * fen)) - discountFen;
  const earned = isPaid ? Math.floor((paid * history.settings.pointsPerUnit) / 100) : 0;
  return { earned, takenBack: expectedBack(history, n, earned) };
}

/** How many of the points of an order, earned or spent, its returns move. */
export function expectedBack({ contents, steps }: History, n: number, points: number): number {
  const { products, discountFen } = contents[n] as { products: readonly Product[]; discountFen: number };
  const paid = sum(products.map(({ quantity, fen }) => quantity * fen)) - discountFen;
  const bought = lineTotals(products);
  const paidByLine = split(
    paid,
    bought.map((line) => line.fen),
  );
  const pointsByLine = split(points, paidByLine);
  const back = returnedPieces(steps, n, products, bought);
  const money = Math.min(paid, sum(steps.map((step) => (step.kind === 'amount' && step.order === n ? step.fen : 0))));
  const share = (of: readonly number[]) =>
    sum(bought.map(({ quantity }, line) => Math.floor(((of[line] ?? 0) * (back[line] ?? 0)) / quantity)));
  const isWhole =
    steps.some((step) => (step.kind === 'whole' || step.kind === 'cancelled') && step.order === n) ||
    bought.every(({ quantity }, line) => back[line] === quantity) ||
    (paid > 0 && share(paidByLine) + money >= paid);
  const part = share(pointsByLine) + (paid === 0 ? 0 : Math.floor((points * money) / paid));
  return isWhole ? points : Math.min(points, part);
}

function lineTotals(products: readonly Product[]) {
  const ids = [...new Set(products.map(({ id }) => id))];
  return ids.map((id) => {
    const same = products.filter((product) => product.id === id);
    return {
      id,
      quantity: sum(same.map(({ quantity }) => quantity)),
      fen: sum(same.map(({ quantity, fen }) => quantity * fen)),
    };
  });
}

function returnedPieces(
  steps: readonly Step[],
  n: number,
  products: readonly Product[],
  bought: readonly { readonly id: string; readonly quantity: number }[],
): readonly number[] {
  const pieces = new Map<string, number>();
  for (const step of steps) {
    if (step.kind !== 'lines' || step.order !== n) continue;
    for (const { line, quantity } of step.lines) {
      const id = products[line % products.length]?.id ?? '';
      pieces.set(id, (pieces.get(id) ?? 0) + quantity);
    }
  }
  return bought.map(({ id, quantity }) => Math.min(quantity, pieces.get(id) ?? 0));
}

/** Largest remainder, one unit after the other; in integers, since equal remainders have to be found equal. */
function split(total: number, weights: readonly number[]): readonly number[] {
  const weighed = sum(weights) === 0 ? weights.map(() => 1) : weights;
  const whole = BigInt(sum(weighed));
  const products = weighed.map((weight) => BigInt(total) * BigInt(weight));
  const shares = products.map((product) => Number(product / whole));
  const losses = products.map((product) => product % whole);
  for (let left = total - sum(shares); left > 0; left -= 1) {
    const most = losses.reduce((best, loss, index) => (loss > (losses[best] ?? -1n) ? index : best), 0);
    shares[most] = (shares[most] ?? 0) + 1;
    losses[most] = -1n;
  }
  return shares;
}
