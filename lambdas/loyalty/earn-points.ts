import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { EarningStore } from './earning-store.ts';
import { calculateEarning, type EarningRefusal, type EarningSettings, type PaidOrder } from './order-earning.ts';

export type EarnRefusal =
  | EarningRefusal
  /** The order has earned already, by an event with other content. */
  | { readonly code: 'PAYLOAD_MISMATCH'; readonly expected: string; readonly given: string };

/** Credits a paid order, once. The same order again, with the same content, is answered like the first time. */
export const createEarnPoints =
  (store: EarningStore, settings: EarningSettings, clock: Clock) =>
  async (order: PaidOrder): Promise<Result<{ readonly points: number }, EarnRefusal>> => {
    const earning = calculateEarning(order, settings, clock());
    if (!earning.ok) return earning;
    const { entry, lot } = earning.value;
    if ((await store.record(earning.value)) === 'RECORDED_BEFORE') {
      const recorded = await store.causeHash(entry.memberId, entry.entryId);
      if (recorded !== order.causeHash) {
        return refuse({ code: 'PAYLOAD_MISMATCH', expected: recorded ?? 'an entry', given: order.causeHash });
      }
    }
    return ok({ points: lot.points });
  };

export type EarnPoints = ReturnType<typeof createEarnPoints>;
