import { createCreditWinBack } from '../../../lambdas/churn/credit-win-back.ts';
import type { WatchedProfile } from '../../../lambdas/churn/known-facts.ts';
import { createMergeWatches } from '../../../lambdas/churn/merge-watches.ts';
import type { OrderOutcome } from '../../../lambdas/churn/occasion.ts';
import { createTakeWinBackStep } from '../../../lambdas/churn/take-win-back-step.ts';
import { newWatch, takeOver } from '../../../lambdas/churn/watch.ts';
import { enterRun, type Run } from '../../../lambdas/churn/win-back.ts';
import { addActiveDay } from '../../../lambdas/kernel/active-days.ts';
import { addDays, dayOf } from '../../../lambdas/kernel/calendar.ts';
import { DAY_MS, ENTERED, HOUR_MS, LADDER, START_MS, ZONE } from './ladder.ts';
import { memoryChurn, type Wait } from './memory-churn.ts';

/** The member that is given up, and the one that it becomes. */
export const IDS = ['m-old', 'm-new'] as const;
export type Id = (typeof IDS)[number];

/** When something is, in hours after noon of a day on which some member came on the ladder. */
export const instantAt = (hours: number): string => new Date(START_MS + hours * HOUR_MS).toISOString();
export const dayOfHours = (hours: number): string => dayOf(START_MS + hours * HOUR_MS, ZONE);

/** A silence on the ladder: from the order before it, `beganHours` is when the member came on it. */
export interface Silence {
  readonly id: Id;
  readonly silentHours: number;
  readonly beganHours: number;
}

export interface Order {
  readonly orderId: string;
  readonly id: Id;
  readonly hours: number;
  readonly paidMinor: number;
  readonly backMinor: readonly number[];
}

/** What the ledger tells of an order, in turn. */
export function outcomesOf({ orderId, hours, paidMinor, backMinor }: Order): readonly OrderOutcome[] {
  const order = { orderId, day: dayOfHours(hours) };
  const back = backMinor.map((returnedMinor, part) => ({ entryId: `return ${orderId} ${part}`, returnedMinor }));
  return [
    { kind: 'PAID', ...order, at: instantAt(hours), paidMinor },
    ...back.map((each) => ({ kind: 'RETURNED', ...order, ...each }) as const),
  ];
}

/** Two members on ladders, a ledger with what they ordered, and profiles and watches that become one on ways of their own. */
export function mergedRig(silences: readonly Silence[], wait?: Wait) {
  const churn = memoryChurn(wait);
  const ledger: { readonly id: Id; readonly outcome: OrderOutcome }[] = [];
  let isOneProfile = false;
  let nowMs = START_MS;
  for (const id of IDS) {
    const own = silences.filter((silence) => silence.id === id).map(({ silentHours }) => dayOfHours(silentHours));
    churn.watches.set(id, { ...newWatch(id, ENTERED), winBack: own.sort().at(-1), version: 1 });
  }
  for (const { id, silentHours, beganHours } of silences) {
    const now = new Date(instantAt(beganHours));
    const at = { group: 'treated', stage: 'dormant', day: dayOfHours(beganHours), now } as const;
    const run: Run = { ...enterRun(id, dayOfHours(silentHours), at, LADDER), version: 1 };
    churn.runs.set(`${id} ${run.entry}`, run);
  }
  const profileOf = (id: string): WatchedProfile => {
    const paid = ledger.flatMap(({ id: by, outcome }) =>
      outcome.kind === 'PAID' && (by === id || isOneProfile) ? [outcome] : [],
    );
    const orderDays = paid.map(({ day }) => day).reduce(addActiveDay, addActiveDay(undefined, addDays(ENTERED, -399)));
    return {
      firstOrders: [],
      orderDays,
      lastOrderAt: paid
        .map(({ at }) => at)
        .sort()
        .at(-1),
    };
  };
  const clock = () => new Date(nowMs);
  const take = createTakeWinBackStep(
    {
      runs: churn.runStore,
      readProfile: async (id) => ({
        profile: profileOf(id),
        forwardTo: isOneProfile && id === 'm-old' ? 'm-new' : undefined,
      }),
      heldUntil: async () => undefined,
      isLeftAlone: () => false,
      givePoints: async () => undefined,
      clock,
    },
    LADDER,
  );
  const merge = createMergeWatches(
    {
      watches: churn.watchStore,
      runs: churn.runStore,
      async watchMember(id, { merged }) {
        const known = (await churn.watchStore.watch(id)) ?? newWatch(id, ENTERED);
        const next = merged === undefined ? known : takeOver(known, merged);
        if (next.formerIds?.at(-1) !== known.formerIds?.at(-1)) {
          await churn.watchStore.commit({ next, changes: [], losses: [], notices: [] });
        }
        return { moved: 0, lost: 0, entered: undefined, skipped: undefined, isScored: false };
      },
      async ordersOf(id, fromDay) {
        await wait?.('read ledger');
        return ledger.filter((entry) => entry.id === id && entry.outcome.day >= fromDay).map(({ outcome }) => outcome);
      },
      clock,
    },
    LADDER,
  );
  const credit = createCreditWinBack({ runs: churn.runStore, watches: churn.watchStore }, LADDER);
  const sweep = async () => {
    const due = [...churn.runs.values()].filter(({ dueAt }) => (dueAt ?? '~') <= clock().toISOString());
    for (const { memberId, entry } of due) await take(memberId, entry);
  };
  return {
    ...churn,
    /** The ledger has it; once, whoever tells of it. */
    book(id: Id, outcome: OrderOutcome) {
      if (!ledger.some((entry) => entry.outcome === outcome)) ledger.push({ id, outcome });
    },
    tell: (id: Id, outcome: OrderOutcome) => credit(id, outcome),
    mergeProfiles() {
      isOneProfile = true;
    },
    mergeWatches: () => merge('m-old', 'm-new'),
    async sweepAt(hours: number) {
      nowMs = Math.max(nowMs, START_MS + hours * HOUR_MS);
      await sweep();
    },
    /** Until nothing is due any more. */
    async sweepToEnd() {
      for (let days = 0; days < 200; days += 1) {
        nowMs += DAY_MS;
        await sweep();
      }
    },
  };
}
