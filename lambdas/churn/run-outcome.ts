import { lastDay, type ReturnedAmount, type Run, type WinBackSettings } from './win-back.ts';

/** More orders of one member within the window are not looked at. */
const ORDERS_MAX = 50;

/** When an order was paid: its programme-zone date, and the instant (ISO-8601 in UTC) as far as that is known. */
export interface OrderTime {
  readonly day: string;
  readonly at?: string | undefined;
}

/**
 * The run after an order: over, but for points that were taken from the budget, which are given first. It comes to the
 * same whichever of several orders is told first, and when: the earliest counts, if it is within the window. One from
 * before the member came on the ladder, which was told only after, was brought by no rung, and the silence was none;
 * whether it was that member's or another's who became the same makes no difference.
 */
export function endByOrder(run: Run, order: OrderTime, settings: WinBackSettings): Run {
  const { day } = order;
  if (run.outcome === 'VOID' || day <= run.entry) return run;
  if (!hasBegun(run, order)) return voidRun(run);
  if (!isWithin(run, order, settings)) {
    return run.outcome === undefined ? { ...run, outcome: 'NOT_RETURNED', dueAt: dueAfterEnd(run) } : run;
  }
  if (run.returnedDay !== undefined && run.returnedDay <= day) return run;
  return { ...run, outcome: 'RETURNED', returnedDay: day, dueAt: dueAfterEnd(run) };
}

/** A run that its member should not have come on: it is over without an outcome, whatever it was taken for before. */
export function voidRun(run: Run): Run {
  if (run.outcome === 'VOID') return run;
  return { ...run, outcome: 'VOID', returnedDay: undefined, dueAt: dueAfterEnd(run) };
}

const dueAfterEnd = ({ granting, dueAt }: Run): string | undefined => (granting === undefined ? undefined : dueAt);

/** Whether a run had begun when an order was paid. Of its first day the instants tell, as far as they are known. */
export function hasBegun({ enteredDay, enteredAt }: Run, { day, at }: OrderTime): boolean {
  if (day !== enteredDay || enteredAt === undefined || at === undefined) return day >= enteredDay;
  return at >= enteredAt;
}

/** Whether an order is one of the window. */
export const isWithin = (run: Run, order: OrderTime, settings: WinBackSettings): boolean =>
  hasBegun(run, order) && order.day <= lastDay(run, settings);

/** A paid order, in minor units. */
interface Paid extends OrderTime {
  readonly orderId: string;
  readonly paidMinor: number;
}

/** An order of a member on the ladder, or back from it: within the window it counts for the run. */
export function addPaid(run: Run, { orderId, paidMinor, ...order }: Paid, settings: WinBackSettings): Run {
  if (!isWithin(run, order, settings) || Object.hasOwn(run.paid, orderId)) return run;
  if (Object.keys(run.paid).length >= ORDERS_MAX) return run;
  return { ...run, paid: { ...run.paid, [orderId]: paidMinor } };
}

/** An order that counts for another run. */
export function withoutPaid(run: Run, orderId: string): Run {
  if (!Object.hasOwn(run.paid, orderId)) return run;
  return { ...run, paid: Object.fromEntries(Object.entries(run.paid).filter(([id]) => id !== orderId)) };
}

/** What came back of an order; it counts if the order does, whichever of the two is told first. */
export function addReturned(run: Run, entryId: string, amount: ReturnedAmount): Run {
  const isKnown = Object.hasOwn(run.returned, entryId) || Object.keys(run.returned).length >= ORDERS_MAX;
  return isKnown ? run : { ...run, returned: { ...run.returned, [entryId]: amount } };
}

/** What a run's member brought within the window, in minor units. */
export function revenueOf({ paid, returned }: Pick<Run, 'paid' | 'returned'>): number {
  const ofOrders = Object.values(paid).reduce((sum, minor) => sum + minor, 0);
  const back = Object.values(returned).filter(({ orderId }) => Object.hasOwn(paid, orderId));
  return back.reduce((sum, { minor }) => sum - minor, ofOrders);
}
