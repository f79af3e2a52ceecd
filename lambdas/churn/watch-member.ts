import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { followToEnd } from '../kernel/follow-member.ts';
import { ordersAhead, type WatchedProfile, type WatchFacts, watchFactsOf, withOrder } from './known-facts.ts';
import type { Looked } from './looked.ts';
import { lossNotice } from './loss-notice.ts';
import { isWorthWriting, reviewWatch, type WatchReview } from './member-review.ts';
import type { Occasion } from './occasion.ts';
import type { UnusualSilence } from './personal-due.ts';
import type { Score } from './score.ts';
import { decideEntry, type Strategies } from './strategy.ts';
import { nextLook, takeOver, type UnpaidOrder, type Watch, type WatchSettings } from './watch.ts';
import type { WatchChange, WatchStore } from './watch-store.ts';
import type { Run, RunGroup, WinBackSettings } from './win-back.ts';

/** A member as it is known, and the one that it was merged into. */
export interface ReadProfile {
  readonly profile: WatchedProfile | undefined;
  readonly forwardTo?: string | undefined;
}

export interface WatchPorts {
  readonly watches: Pick<WatchStore, 'watch' | 'commit'>;
  readonly readProfile: (memberId: string) => Promise<ReadProfile>;
  /** Whether an order that was placed is paid, or was taken back. */
  readonly isSettled: (orderId: string) => Promise<boolean>;
  readonly unusualSilence: () => Promise<UnusualSilence>;
  /** What is expected of a member; undefined as long as the model is not fitted. */
  readonly score: (memberId: string, facts: WatchFacts, day: string) => Promise<Score | undefined>;
  readonly groupOf: (memberId: string, day: string) => RunGroup;
  readonly clock: Clock;
}

export interface LifecycleSettings extends WatchSettings {
  readonly strategies: Strategies;
  readonly rungs: WinBackSettings['rungs'];
}

const ATTEMPTS_MAX = 10;
const DAY_MS = 86_400_000;
/** What is told later than that is of the past: no message could follow from it any more. */
const PAST_MS = 3 * DAY_MS;

/**
 * Looks at a member and writes what follows, in one write: the stages passed, where it was lost on its way, whether it
 * comes on the ladder, and when to look again. Looked at again it changes nothing.
 */
export const createWatchMember = (ports: WatchPorts, settings: LifecycleSettings) => {
  const { watches, readProfile, clock } = ports;
  async function find(memberId: string) {
    const [known, { profile, forwardTo }] = await Promise.all([watches.watch(memberId), readProfile(memberId)]);
    return { known, profile, forwardTo: forwardTo ?? known?.forwardTo };
  }
  return async (memberId: string, occasion: Occasion): Promise<Looked> => {
    let isCaughtUp = false;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const { memberId: target, kept } = await followToEnd(find, memberId);
      const { known, profile } = kept;
      const now = clock();
      // From what is told of the past nothing follows; so what has come due by itself is decided before it.
      const isBefore = !isCaughtUp && isPast(occasion, now) && isDue(known, now);
      const asked = { memberId: target, known, profile, occasion: isBefore ? {} : occasion, now };
      const planned = await planLook(ports, settings, asked);
      if (planned.change !== undefined && (await watches.commit(planned.change)) !== 'KEPT') continue;
      if (!isBefore) return planned.looked;
      isCaughtUp = true;
    }
    throw new BusyError(`the watch of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };
};

export type WatchMember = ReturnType<typeof createWatchMember>;

/** A member who is to be looked at, and what brought that about. */
interface Asked {
  readonly memberId: string;
  readonly known: Watch | undefined;
  readonly profile: WatchedProfile | undefined;
  readonly occasion: Occasion;
  readonly now: Date;
}

/** What is to be written after a look; nothing if it found nothing. */
interface PlannedLook {
  readonly change: WatchChange | undefined;
  readonly looked: Looked;
}

async function planLook(ports: WatchPorts, settings: LifecycleSettings, asked: Asked): Promise<PlannedLook> {
  const { memberId, known, profile = { firstOrders: [] }, occasion, now } = asked;
  const ahead = ordersAhead(profile, [...(known?.ordersAhead ?? []), ...(occasion.orders ?? [])]);
  const facts = watchFactsOf(ahead.reduce(withOrder, profile));
  const isOfThePast = occasion.merged !== undefined || isPast(occasion, now);
  const placed = placedOf(occasion, settings, now);
  // The others are asked when they come due.
  const dueOrders = [...(known?.unpaid ?? []), ...placed].filter(({ at }) => at <= now.toISOString());
  const settledOrders = await settledOf(dueOrders, ports.isSettled);
  const looking = { now, placed, settledOrders, ordersAhead: ahead, isOfThePast };
  const found = reviewWatch(memberId, known, facts, looking, await ports.unusualSilence(), settings);
  const { merged } = occasion;
  const review = merged === undefined ? found : { ...found, next: takeOver(found.next, merged) };
  const day = dayOf(now.getTime(), settings.timeZone);
  const { strategies } = settings;
  const entering = { now, day, isOfThePast, strategies, ladder: settings, groupOf: ports.groupOf };
  const entry = decideEntry(review, facts.orderDays.at(-1), entering);
  const run = typeof entry === 'object' ? entry : undefined;
  const isWorth = isWorthWriting(known, review, now);
  const score = isWorth && occasion.isDaily ? await ports.score(memberId, facts, day) : undefined;
  return {
    change: isWorth ? changeOf(review, score ?? review.next.score, run) : undefined,
    looked: {
      moved: review.changes.length,
      lost: review.losses.length,
      entered: run?.group,
      skipped: typeof entry === 'object' ? undefined : entry,
      isScored: score !== undefined,
    },
  };
}

function changeOf({ next, changes, losses }: WatchReview, score: Score | undefined, run: Run | undefined): WatchChange {
  return {
    next: { ...next, score, ...(run === undefined ? {} : { winBack: run.entry }) },
    changes,
    losses,
    notices: losses.map((loss) => lossNotice(next.memberId, loss)),
    run,
  };
}

const isPast = ({ happenedAt }: Occasion, now: Date): boolean =>
  happenedAt !== undefined && now.getTime() - Date.parse(happenedAt) > PAST_MS;

function isDue(known: Watch | undefined, now: Date): boolean {
  const look = known && nextLook(known);
  return look !== undefined && look.at <= now.toISOString();
}

/** Orders that are waited for from here on. */
function placedOf({ placed, merged }: Occasion, { unpaidDays }: WatchSettings, now: Date): readonly UnpaidOrder[] {
  const ahead = (merged?.unpaid ?? []).filter(({ at }) => at > now.toISOString());
  if (placed === undefined) return ahead;
  const at = new Date(Date.parse(placed.at) + unpaidDays * DAY_MS).toISOString();
  return [...ahead, { orderId: placed.orderId, at }];
}

/** Those of some orders that were paid, or taken back. */
export async function settledOf(
  orders: readonly UnpaidOrder[],
  isSettled: WatchPorts['isSettled'],
): Promise<ReadonlySet<string>> {
  const settled = await Promise.all(orders.map(async ({ orderId }) => ((await isSettled(orderId)) ? [orderId] : [])));
  return new Set(settled.flat());
}
