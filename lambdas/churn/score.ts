/** What is expected of a member by a fit of the model of purchases. */
export interface Score {
  /** Of the fit. */
  readonly modelVersion: number;
  /** The programme-zone date on which it was worked out. */
  readonly day: string;
  /**
   * That the member has not dropped out by that day, from 0 to 1; undefined where it was not kept yet. It is 1 for everyone
   * without a repeat, so nobody is ranked by it.
   */
  readonly probabilityActive?: number | undefined;
  /** Purchase days that are expected in the next 30 and 90 days. */
  readonly purchases30: number;
  readonly purchases90: number;
  /** What those of 90 days are expected to bring, in minor units; undefined where nothing is known of what members spend. */
  readonly valueMinor90?: number | undefined;
}
