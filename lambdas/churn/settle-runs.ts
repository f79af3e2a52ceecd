import { BusyError } from '../kernel/busy-error.ts';
import type { RunStore } from './run-store.ts';
import type { Run } from './win-back.ts';

/** More often nobody meets another by chance. */
const PASSES_MAX = 10;

/**
 * Writes what the rules make of a member's runs, until they make nothing more of them. Who read before a merge what it
 * moves, or before another wrote, is put right so by reading again: what follows from the same facts is the same.
 * @param read the runs of the member as they are, and as they should be, in the same order
 */
export async function settleRuns(
  memberId: string,
  runs: Pick<RunStore, 'replace'>,
  read: () => Promise<{ readonly known: readonly Run[]; readonly next: readonly Run[] }>,
): Promise<void> {
  for (let pass = 1; pass <= PASSES_MAX; pass += 1) {
    const { known, next } = await read();
    const changed = next.filter((run, index) => run !== known[index]);
    if (changed.length === 0) return;
    await Promise.all(changed.map((run) => runs.replace(run)));
  }
  throw new BusyError(`the win-back of member ${memberId} changed ${PASSES_MAX} times in a row`);
}
