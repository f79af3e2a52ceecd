/** A call of the tracking format, and when it is made (milliseconds since the epoch). */
export interface ShopCall {
  readonly atMs: number;
  readonly call: Readonly<Record<string, unknown>>;
}
