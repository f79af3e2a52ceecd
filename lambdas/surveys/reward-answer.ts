/** An answer as it is told. */
export interface ToldAnswer {
  readonly memberId: string;
  readonly run: string;
  readonly points: number;
  /** ISO-8601 in UTC. */
  readonly occurredAt: string;
}

/** Books points of an action, once an occasion. */
export type GivePoints = (
  action: {
    readonly memberId: string;
    readonly action: string;
    readonly occasion: string;
    readonly occurredAt: string;
    readonly isBackfill: boolean;
    readonly causeHash: string;
  },
  rule: { readonly points: number },
) => Promise<{ readonly ok: boolean }>;

const ACTION = 'Survey answered';

/** Gives what an answer earns, once a run, however often it is told. */
export const createRewardAnswer =
  (givePoints: GivePoints) =>
  async ({ memberId, run, points, occurredAt }: ToldAnswer): Promise<void> => {
    if (points === 0) return;
    const action = { memberId, action: ACTION, occasion: run, occurredAt, isBackfill: false, causeHash: run };
    const given = await givePoints(action, { points });
    if (!given.ok) throw new Error(`the points of run ${run} were booked for another cause`);
  };
