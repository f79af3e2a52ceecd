import { BusyError } from '../kernel/busy-error.ts';
import { endOf } from './account-review.ts';
import type { Holder } from './find-holder.ts';
import type { ActiveLot, KeptLot, LotChange } from './ledger-change.ts';
import type { LedgerStore } from './ledger-store.ts';
import { usableLots } from './redemption.ts';
import { TAKEN_LOTS_MAX } from './reversal.ts';

/** Lots that become one when there are more than a write may take from. */
const GATHERED_LOTS = 40;
/** Lots that one redemption takes from: so many its entry records. */
const SPENT_LOTS_MAX = 40;
const ROUNDS_MAX = 50;

type GatherStore = Pick<LedgerStore, 'activeLots' | 'commit'>;
type Gatherer = Pick<Holder, 'holderId' | 'account'>;

/**
 * The lots that so many points can be taken back from, those that expire soonest first; those of today and before among
 * them, as long as nobody has booked that they expired.
 */
export const gatherLots = (
  ledger: GatherStore,
  holder: Gatherer,
  points: number,
  today: string,
): Promise<readonly ActiveLot[]> => gather(ledger, holder, points, today, (lots) => lots.slice(0, TAKEN_LOTS_MAX));

/** The lots that so many points can be spent from, those that expire soonest first; all of them where they are too few. */
export async function gatherUsableLots(
  ledger: GatherStore,
  holder: Gatherer,
  points: number,
  today: string,
): Promise<readonly ActiveLot[]> {
  const usable = (lots: readonly KeptLot[]) => usableLots(lots, today, holder.account.inactiveDay);
  if (points > holder.account.balance.active) return usable(await ledger.activeLots(holder.holderId));
  return gather(ledger, holder, points, today, (lots) => usable(lots).slice(0, SPENT_LOTS_MAX));
}

/** Where one write does not reach so many lots, the oldest are made one first, which keeps the latest of their days. */
async function gather(
  ledger: GatherStore,
  { holderId, account }: Gatherer,
  points: number,
  today: string,
  pick: (lots: readonly KeptLot[]) => readonly ActiveLot[],
): Promise<readonly ActiveLot[]> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const lots = await ledger.activeLots(holderId);
    const picked = pick(lots);
    const within = picked.reduce((sum, lot) => sum + lot.points, 0);
    // What has expired is not made to last longer by being gathered.
    const good = lots.filter((lot) => endOf(lot, account.inactiveDay) > today).slice(0, GATHERED_LOTS);
    const isAll = picked.length === lots.length && lots.length < GATHERED_LOTS;
    if (within >= Math.min(points, account.balance.active) || isAll || good.length < GATHERED_LOTS) return picked;
    await ledger.commit({ entries: [], lots: makeOne(good) });
  }
  throw new BusyError(`the lots of member ${holderId} changed ${ROUNDS_MAX} times`);
}

/** All go into the last of them. */
function makeOne(lots: readonly ActiveLot[]): readonly LotChange[] {
  const last = lots.at(-1);
  if (last === undefined) return [];
  const others = lots.slice(0, -1);
  const points = others.reduce((sum, lot) => sum + lot.points, 0);
  return [
    ...others.map((lot): LotChange => ({ kind: 'TAKE_ACTIVE', lot, points: lot.points })),
    { kind: 'GROW_ACTIVE', lot: last, points },
  ];
}
