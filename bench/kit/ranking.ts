/** How well a score tells those who did something from those who did not. */

/** A member's score, and whether they did it. */
export interface Ranked {
  readonly score: number;
  readonly isHit: boolean;
}

/**
 * The area under the ROC curve: the probability that of one who did and one who did not, the former has the higher score;
 * equal scores count half. The statistic of Mann and Whitney (1947), from mean ranks.
 */
export function calculateAuc(members: readonly Ranked[]): number {
  const byScore = [...Map.groupBy(members, ({ score }) => score)].sort(([one], [other]) => one - other);
  let [below, rankSum, hits] = [0, 0, 0];
  for (const [, equal] of byScore) {
    const own = equal.filter(({ isHit }) => isHit).length;
    rankSum += own * (below + (equal.length + 1) / 2);
    hits += own;
    below += equal.length;
  }
  return (rankSum - (hits * (hits + 1)) / 2) / (hits * (members.length - hits));
}

/** The share of hits among the tenth with the highest scores, over that among all. */
export function calculateTopDecileLift(members: readonly Ranked[]): number {
  const share = (some: readonly Ranked[]) => some.filter(({ isHit }) => isHit).length / some.length;
  const top = members.toSorted((one, other) => other.score - one.score).slice(0, Math.ceil(members.length / 10));
  return share(top) / share(members);
}
