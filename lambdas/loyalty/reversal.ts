import { type Account, applyDeltas, type Balance } from './balance.ts';
import type { ActiveLot, LotChange } from './ledger-change.ts';
import type { Deltas, LedgerEntry, LotShare } from './ledger-entry.ts';
import type { PendingLot } from './lot.ts';

/** Lots that one write may take from; a transaction has a hundred writes. */
export const TAKEN_LOTS_MAX = 90;

/** What a member has that can be taken. */
export interface Holdings {
  readonly balance: Balance;
  /** Of the order in question, if it still waits. */
  readonly pendingLot: PendingLot | undefined;
  readonly activeLots: readonly ActiveLot[];
}

export interface TakingBack {
  readonly deltas: Deltas;
  readonly lots: readonly LotChange[];
  /** Points that nobody has to give: the programme does not let the member owe them. */
  readonly uncovered: number;
}

/**
 * Takes points back: from what is pending, then from what is active (the order's own lot first, then those that expire
 * soonest), then as a debt of at most `debtMax` altogether.
 */
export function takeBack(points: number, expiryDay: string, holdings: Holdings, debtMax: number): TakingBack {
  const { balance, pendingLot, activeLots } = holdings;
  const fromPending = Math.min(points, pendingLot?.points ?? 0);
  const active = takeActive(points - fromPending, ownFirst(activeLots, expiryDay));
  const left = points - fromPending - active.taken;
  const debt = Math.min(left, Math.max(0, debtMax + balance.negative));
  const lots: LotChange[] = [...active.lots];
  if (pendingLot !== undefined && fromPending > 0) {
    lots.push({ kind: 'TAKE_PENDING', lot: pendingLot, points: fromPending });
  }
  const deltas = { pending: -fromPending, active: -active.taken, negative: -debt };
  return { deltas: withoutZeros(deltas), lots, uncovered: left - debt };
}

/** What came back of what was spent, by expiry day, and the entry that says so. */
export interface Refund {
  readonly entry: LedgerEntry;
  readonly shares: readonly LotShare[];
}

/**
 * A return that takes back what was earned and gives back what was spent: what comes back can be taken too. Each lot is
 * changed once, by the difference.
 */
export function takeAndGive(
  points: number,
  expiryDay: string,
  { account, pendingLot, activeLots }: Omit<Holdings, 'balance'> & { readonly account: Account },
  refund: Refund | undefined,
  debtMax: number,
): TakingBack {
  if (refund === undefined) {
    return takeBack(points, expiryDay, { balance: account.balance, pendingLot, activeLots }, debtMax);
  }
  const { memberId } = refund.entry;
  const given = new Map(refund.shares.map((share) => [share.expiryDay, share.points]));
  const held = new Map(activeLots.map((lot) => [lot.expiryDay, lot]));
  const days = [...new Set([...held.keys(), ...given.keys()])];
  const balance = applyDeltas(account.balance, refund.entry.deltas);
  const together = days.map((day) => ({
    memberId,
    expiryDay: day,
    points: (held.get(day)?.points ?? 0) + (given.get(day) ?? 0),
  }));
  const taking = takeBack(points, expiryDay, { balance, pendingLot, activeLots: together }, debtMax);
  const taken = new Map(
    taking.lots.flatMap((each) => (each.kind === 'TAKE_ACTIVE' ? [[each.lot.expiryDay, each.points] as const] : [])),
  );
  const lots = days.flatMap((day): LotChange[] => {
    const change = (given.get(day) ?? 0) - (taken.get(day) ?? 0);
    const lot = held.get(day);
    if (change > 0) return [{ kind: 'ADD_ACTIVE', lot: { memberId, expiryDay: day, points: change } }];
    return change < 0 && lot !== undefined ? [{ kind: 'TAKE_ACTIVE', lot, points: -change }] : [];
  });
  return { ...taking, lots: [...taking.lots.filter(({ kind }) => kind === 'TAKE_PENDING'), ...lots] };
}

type TakenLot = Extract<LotChange, { readonly kind: 'TAKE_ACTIVE' }>;

/** Takes points from lots in their order, as far as they reach. */
export function takeActive(
  points: number,
  lots: readonly ActiveLot[],
): { readonly taken: number; readonly lots: readonly TakenLot[] } {
  const changes: TakenLot[] = [];
  let left = points;
  for (const lot of lots.slice(0, TAKEN_LOTS_MAX)) {
    const taken = Math.min(left, lot.points);
    if (taken > 0) changes.push({ kind: 'TAKE_ACTIVE', lot, points: taken });
    left -= taken;
  }
  return { taken: points - left, lots: changes };
}

/** Those that expire soonest first; what never expires last. */
export function soonestFirst(lots: readonly ActiveLot[]): readonly ActiveLot[] {
  // Digits sort before letters, and so dates before `never`.
  return [...lots].sort((a, b) => (a.expiryDay < b.expiryDay ? -1 : a.expiryDay > b.expiryDay ? 1 : 0));
}

function ownFirst(lots: readonly ActiveLot[], expiryDay: string): readonly ActiveLot[] {
  const sorted = soonestFirst(lots);
  return [
    ...sorted.filter((lot) => lot.expiryDay === expiryDay),
    ...sorted.filter((lot) => lot.expiryDay !== expiryDay),
  ];
}

function withoutZeros(deltas: Deltas): Deltas {
  return Object.fromEntries(Object.entries(deltas).filter(([, points]) => points !== 0));
}
