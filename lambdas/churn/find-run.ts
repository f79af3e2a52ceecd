import type { RunStore } from './run-store.ts';
import { idsOf, type Watch } from './watch.ts';
import type { Run } from './win-back.ts';

/** The run that a member is on, or was on last, under whichever id it began; of two of one silence the one that counts. */
export async function findRun(runs: Pick<RunStore, 'run'>, watch: Watch): Promise<Run | undefined> {
  const { winBack } = watch;
  if (winBack === undefined) return undefined;
  const all = await Promise.all(idsOf(watch).map((memberId) => runs.run(memberId, winBack)));
  const found = all.filter((run) => run !== undefined);
  return found.find(({ outcome }) => outcome !== 'VOID') ?? found[0];
}

/** Silences of a member that are looked back on; one of them lasts a month or more. */
const RUNS_MAX = 10;

/** A member's last runs under each of its ids. */
export async function listRuns(runs: Pick<RunStore, 'runs'>, watch: Watch): Promise<readonly Run[]> {
  const all = await Promise.all(idsOf(watch).map((memberId) => runs.runs(memberId, RUNS_MAX)));
  return all.flat();
}
