import type { LotShare } from './ledger-entry.ts';

/** A line of an order, lines of one id together: what was paid for goods in minor units, after discounts. */
export interface PaidLine {
  readonly lineId: string;
  readonly quantity: number;
  readonly paid: number;
  /** By what rules find it. */
  readonly labels?: LineLabels | undefined;
}

export interface LineLabels {
  readonly product?: string | undefined;
  readonly category?: string | undefined;
  readonly brand?: string | undefined;
}

/** A paid order, as it was told. Amounts in minor units of the programme's currency. */
export interface PaidOrder {
  readonly memberId: string;
  readonly orderId: string;
  /** Paid for goods: the sum of the lines. */
  readonly paid: number;
  readonly lines: readonly PaidLine[];
  /** The part of it that points paid, which earns nothing. */
  readonly paidWithPoints?: number | undefined;
  /** ISO-8601 in UTC. */
  readonly paidAt: string;
  /** Stored and counted only. */
  readonly isBackfill: boolean;
  /** Digest of the event that told of it. */
  readonly causeHash: string;
}

/** A line with its share of what the order earned. */
export interface OrderLine extends PaidLine {
  readonly points: number;
}

/** The fact of a paid order, with the points that were decided on. Never changed once it is written. */
export interface Order {
  readonly memberId: string;
  readonly orderId: string;
  readonly paid: number;
  readonly points: number;
  readonly lines: readonly OrderLine[];
  readonly paidAt: string;
  /** A programme-zone date or `never`: when what it earned expires. */
  readonly expiryDay: string;
}

/** What came back of an order on one day: pieces by the line's place in the order, money without lines, or all of it. */
export interface DayOfReturns {
  /** A date in the programme's zone. */
  readonly day: string;
  readonly pieces: Readonly<Record<string, number>>;
  /** Minor units. */
  readonly money: number;
  readonly isWhole: boolean;
}

/** What has come back of an order so far. */
export interface Returns {
  /** By day, earliest first, and no more than was bought: all the rest follows from it. */
  readonly days: readonly DayOfReturns[];
  /** Pieces by line, in the order of the order's lines; what is not there is none. */
  readonly quantities: readonly number[];
  /** Money that came back without saying for which lines, in minor units. */
  readonly unassigned: number;
  readonly isWhole: boolean;
  /** Points and money (minor units) that these returns took back. */
  readonly points: number;
  readonly value: number;
}

export const NO_RETURNS: Returns = {
  days: [],
  quantities: [],
  unassigned: 0,
  isWhole: false,
  points: 0,
  value: 0,
};

/**
 * What is known of an order id: whose it is and what was decided when it was paid, and what changes later. It exists
 * before the order does when a return or a delivery comes early.
 */
export interface OrderHead {
  readonly orderId: string;
  /** Counts the writes; 0 is an id that nobody has spoken of. */
  readonly version: number;
  readonly claim?: OrderClaim | undefined;
  readonly placedAt?: string | undefined;
  readonly deliveredAt?: string | undefined;
  /** Returns that came before the order and wait for it. */
  readonly earlyCount: number;
  readonly returns: Returns;
  /** Points that paid a part of it. */
  readonly spent?:
    | { readonly redemptionId: string; readonly points: number; readonly allocation: readonly LotShare[] }
    | undefined;
  /** How many of those came back. */
  readonly spentBack?: number | undefined;
}

/** What was decided when the order was first told as paid: the first telling counts. */
export interface OrderClaim {
  readonly memberId: string;
  readonly causeHash: string;
  /** Points for one unit of the currency on that day; 0 for an order of the past that is only counted. */
  readonly pointsPerUnit: number;
  readonly points: number;
  readonly paidWithPoints?: number | undefined;
  /** How many times each line earns, in hundredths; absent where every line earns once. */
  readonly multipliers?: readonly number[] | undefined;
  /** The ids of the rules that made it so. */
  readonly rules?: readonly string[] | undefined;
  /** The tier that the member had when the order was told; the order has its benefits. */
  readonly tier?: string | undefined;
  /** The places of the lines that make a buyer of what a tier is for, by tier. */
  readonly bought?: Readonly<Record<string, readonly number[]>> | undefined;
  /** An order of the past that is only counted. */
  readonly isBackfill?: boolean | undefined;
  readonly paidAt: string;
  /** The programme-zone date of it, fixed: figures by month do not move when the programme moves to another zone. */
  readonly paidDay: string;
  readonly expiryDay: string;
  /** ISO-8601 in UTC: when the points can be spent. A delivery may move it. */
  readonly releaseAt: string;
}

export type ClaimRefusal =
  /** The order has been told before, with other content. */
  | { readonly code: 'PAYLOAD_MISMATCH'; readonly expected: string; readonly given: string }
  | { readonly code: 'ORDER_OF_ANOTHER_MEMBER' };
