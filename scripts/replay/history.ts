/** A line of an order as the file has it; several may be of one product. */
export interface HistoryLine {
  readonly productId: string;
  readonly quantity: number;
  /** Of one piece, in minor units of the file's currency. */
  readonly priceMinor: number;
}

export interface HistoryOrder {
  readonly orderId: string;
  readonly memberId: string;
  /** ISO-8601 in UTC. */
  readonly at: string;
  readonly lines: readonly HistoryLine[];
}

/** Pieces of one order that came back together. */
export interface HistoryReturn {
  readonly orderId: string;
  readonly returnId: string;
  readonly memberId: string;
  readonly at: string;
  readonly lines: readonly { readonly productId: string; readonly quantity: number }[];
}

/** Rows of the file, by what became of them; `lines` is all of them. */
export interface HistoryCounts {
  readonly lines: number;
  /** Without a customer: counted, not sent. */
  readonly anonymousLines: number;
  /** Dropped, by the reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Pieces that came back of no order in the file. */
  readonly unmatchedReturnPieces: number;
}

/** What a shop sold and took back, cleaned. */
export interface OrderHistory {
  readonly currency: string;
  /** In which the file's times are told. */
  readonly timeZone: string;
  /** The programme that it is replayed with: a file of programmes/, without `.json`. */
  readonly programme: string;
  readonly counts: HistoryCounts;
  readonly orders: readonly HistoryOrder[];
  readonly returns: readonly HistoryReturn[];
}

/** A row that is not what its file's format says. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
}
