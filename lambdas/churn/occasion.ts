import type { ToldOrder } from './known-facts.ts';
import type { Watch } from './watch.ts';

/** Why somebody looks at a member: something happened, or a date has come. */
export interface Occasion {
  /** ISO-8601 in UTC: when it happened; absent for a date that has come. */
  readonly happenedAt?: string | undefined;
  /** Paid orders that it tells of. */
  readonly orders?: readonly ToldOrder[] | undefined;
  readonly placed?: { readonly orderId: string; readonly at: string } | undefined;
  /** The watch of another who became this one: it is taken in the stage that both are in, and nothing follows from it. */
  readonly merged?: Watch | undefined;
  /** In the daily scan members are scored, too. */
  readonly isDaily?: boolean | undefined;
}

/** An order that was paid, or what came back of one. Amounts in minor units, days programme-zone dates. */
export type OrderOutcome =
  | {
      readonly kind: 'PAID';
      readonly orderId: string;
      readonly day: string;
      /** ISO-8601 in UTC. */
      readonly at: string;
      readonly paidMinor: number;
    }
  | {
      readonly kind: 'RETURNED';
      readonly orderId: string;
      /** Of the order. */
      readonly day: string;
      readonly entryId: string;
      readonly returnedMinor: number;
    };
