import { BusyError } from '../kernel/busy-error.ts';
import type { Holder } from './find-holder.ts';
import type { ActiveLot, LotChange } from './ledger-change.ts';
import type { LedgerStore } from './ledger-store.ts';

/** Lots that become one when there are more than a write may take from. */
const GATHERED_LOTS = 40;
const ROUNDS_MAX = 50;

/**
 * The lots that so many points can be taken from, those that expire soonest first. Where one write does not reach so
 * many lots, the oldest are made one first, which keeps the latest of their days.
 */
export async function gatherLots(
  ledger: Pick<LedgerStore, 'activeLots' | 'commit'>,
  { holderId, account }: Pick<Holder, 'holderId' | 'account'>,
  points: number,
): Promise<readonly ActiveLot[]> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const lots = await ledger.activeLots(holderId);
    const within = lots.reduce((sum, lot) => sum + lot.points, 0);
    if (within >= Math.min(points, account.balance.active) || lots.length < GATHERED_LOTS) return lots;
    await ledger.commit({ entries: [], lots: makeOne(lots.slice(0, GATHERED_LOTS)) });
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
