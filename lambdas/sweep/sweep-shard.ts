import type { Clock } from '../kernel/clock.ts';
import type { DueItem } from '../kernel/due.ts';
import type { Cursor, Page } from '../kernel/table/items.ts';
import type { SendSweep, SweepMessage } from './sweep-message.ts';

/** What was done, counted by name. */
export type Tally = Readonly<Record<string, number>>;

/**
 * Does what has come due for one item, so that it is due no more; doing it again must change nothing. Some say what they
 * did.
 */
export type FireDue = (item: DueItem) => Promise<Tally | undefined>;

export interface SweepSettings {
  /** What to do, by rule. */
  readonly rules: Readonly<Record<string, FireDue>>;
  /** A page of what is due in a shard. */
  readonly readDue: (message: SweepMessage, now: string, cursor?: Cursor) => Promise<Page<DueItem>>;
  /** Hears of each page what was due and what was done. */
  readonly report: (message: SweepMessage, done: Tally) => Promise<void>;
  readonly send: SendSweep;
  readonly clock: Clock;
  readonly onFailure: (item: DueItem, error: unknown) => void;
}

/** Time kept back for the last page and the message that continues the sweep. */
const TIME_KEPT_MS = 20_000;
/** Far above any real backlog: 200 invocations of two minutes. */
const HOPS_MAX = 200;

/**
 * Fires what is due in a shard, page by page. An item that fails does not hold up the others; at the end it makes the
 * sweep fail, so that the queue tries the shard again and at last shows it in the dead-letter queue. When time runs
 * out the sweep goes on by a message to itself.
 */
export const createSweepShard =
  ({ rules, readDue, report, send, clock, onFailure }: SweepSettings) =>
  async (message: SweepMessage, remainingMs: () => number): Promise<void> => {
    const { shard, hop, cursor } = message;
    if (hop > HOPS_MAX) throw new Error(`the sweep of shard ${shard} continued itself more than ${HOPS_MAX} times`);
    const now = clock().toISOString();
    let failedCount = 0;
    let position: Cursor | undefined = cursor;
    do {
      const page = await readDue(message, now, position);
      const outcomes = await fireAll(rules, page.items);
      await report(message, addUp(outcomes));
      for (const [index, outcome] of outcomes.entries()) {
        const item = page.items[index];
        if (outcome.status === 'fulfilled' || item === undefined) continue;
        failedCount += 1;
        onFailure(item, outcome.reason);
      }
      position = page.cursor;
    } while (position !== undefined && remainingMs() > TIME_KEPT_MS);
    if (position !== undefined) {
      // What failed stays due and is met again by the next sweep. Failing here would send the continuation at each try.
      await send({ ...message, hop: hop + 1, cursor: { ...position } });
      return;
    }
    if (failedCount > 0) throw new Error(`${failedCount} due items of shard ${shard} failed`);
  };

/** Members side by side, the items of one member in turn: they would only meet on the member's balance. */
async function fireAll(
  rules: SweepSettings['rules'],
  items: readonly DueItem[],
): Promise<PromiseSettledResult<Tally | undefined>[]> {
  const previous = new Map<string, Promise<unknown>>();
  const firing = items.map((item) => {
    const turn = (previous.get(item.memberId) ?? Promise.resolve()).catch(() => undefined);
    const fired = turn.then(() => fire(rules, item));
    previous.set(item.memberId, fired);
    return fired;
  });
  return Promise.allSettled(firing);
}

async function fire(rules: SweepSettings['rules'], item: DueItem): Promise<Tally | undefined> {
  const rule = rules[item.rule];
  if (rule === undefined) throw new Error(`no rule "${item.rule}" for ${item.key.SK}`);
  return rule(item);
}

function addUp(outcomes: readonly PromiseSettledResult<Tally | undefined>[]): Tally {
  const sums: Record<string, number> = { due: outcomes.length };
  const add = (name: string, by: number) => {
    sums[name] = (sums[name] ?? 0) + by;
  };
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') add('failed', 1);
    else for (const [name, by] of Object.entries(outcome.value ?? {})) add(name, by);
  }
  return sums;
}
