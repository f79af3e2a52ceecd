import { compare } from '../kernel/dated.ts';
import type { OrderOutcome } from './occasion.ts';
import {
  addPaid,
  addReturned,
  endByOrder,
  hasBegun,
  isWithin,
  type OrderTime,
  voidRun,
  withoutPaid,
} from './run-outcome.ts';
import type { Run, WinBackSettings } from './win-back.ts';

/**
 * The runs of a member after something is told of an order: each ends as the order says, and one of them counts it. It
 * comes to the same in whichever order all is told, and under whichever of its ids the member ordered.
 */
export function creditRuns(runs: readonly Run[], told: OrderOutcome, settings: WinBackSettings): readonly Run[] {
  const { orderId } = told;
  if (told.kind === 'RETURNED') {
    const amount = { orderId, minor: told.returnedMinor };
    // On the first day of a run nobody knows yet whether the order is one of it: so it waits there, too.
    const isOf = (run: Run) => Object.hasOwn(run.paid, orderId) || isWithin(run, { day: told.day }, settings);
    return runs.map((run) => (isOf(run) ? addReturned(run, told.entryId, amount) : run));
  }
  const counting = countingRun(runs, told);
  return runs.map((run) => {
    const ended = endByOrder(run, told, settings);
    return run === counting ? addPaid(ended, told, settings) : withoutPaid(ended, orderId);
  });
}

/** The run that counts an order: that of the latest silence, of those whose ladder had begun by then. */
function countingRun(runs: readonly Run[], order: OrderTime): Run | undefined {
  const begun = firstOfSilences(runs).filter((run) => hasBegun(run, order));
  return begun.toSorted((a, b) => compare(a.entry, b.entry)).at(-1);
}

/**
 * Of two runs of one silence the later is void, however it stood: its member is on the ladder of that silence already. The
 * other goes on where it is, since its rungs, points and messages are named by its id.
 */
export function voidDoubles(runs: readonly Run[]): readonly Run[] {
  const firsts = new Set(firstOfSilences(runs));
  return runs.map((run) => (firsts.has(run) ? run : voidRun(run)));
}

/** Of each silence the run that began first; of those of one instant the first that is given. */
const firstOfSilences = (runs: readonly Run[]): readonly Run[] =>
  [...Map.groupBy(runs, ({ entry }) => entry).values()].flatMap((all) =>
    all.toSorted((a, b) => compare(beganAt(a), beganAt(b))).slice(0, 1),
  );

/** Text order of it is time order. */
const beganAt = ({ enteredDay, enteredAt = '' }: Run): string => `${enteredDay} ${enteredAt}`;
