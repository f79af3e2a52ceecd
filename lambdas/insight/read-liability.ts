import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import type { CounterStore } from './counter-store.ts';
import { calculateLiability, type PointValue } from './liability.ts';
import type { DatedLiability } from './liability-rows.ts';

/** What the programme says of its points. */
export interface LiabilitySettings {
  readonly currency: string;
  readonly timeZone: string;
  /** Without it points have no value in money. */
  readonly redemption?: PointValue | undefined;
}

/** Reads what the liability of points is now; it costs the same however many members there are. */
export const createReadLiability =
  (counters: Pick<CounterStore, 'period'>, { currency, timeZone, redemption }: LiabilitySettings, clock: Clock) =>
  async (): Promise<DatedLiability> => {
    const [lots, balances] = await Promise.all([counters.period('liability', 'all'), counters.period('points', 'all')]);
    return { currency, today: dayOf(clock().getTime(), timeZone), ...calculateLiability(lots, balances, redemption) };
  };

export type ReadLiability = ReturnType<typeof createReadLiability>;
