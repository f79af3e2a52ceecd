/** A share of a group: so many of so many. */
export interface Share {
  readonly count: number;
  readonly size: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % point of the normal distribution: intervals of 95 %. */
const Z_95 = 1.959963984540054;

/** The 95 % interval of a share, from 0 to 1. Wilson's score interval (1927); `size` is above 0. */
export function wilsonInterval({ count, size }: Share): Interval {
  const share = count / size;
  const squared = Z_95 ** 2;
  const centre = (share + squared / (2 * size)) / (1 + squared / size);
  const spread = (Z_95 / (1 + squared / size)) * Math.sqrt((share * (1 - share)) / size + squared / (4 * size ** 2));
  return { low: Math.max(0, centre - spread), high: Math.min(1, centre + spread) };
}

/**
 * The difference of two shares (a less b) with its 95 % interval, by Newcombe's method 10 (1998), which holds for small
 * groups and for shares near 0 and 1; null where a group is empty.
 */
export function shareDifference(a: Share, b: Share): (Interval & { readonly difference: number }) | null {
  if (a.size === 0 || b.size === 0) return null;
  const [shareA, shareB] = [a.count / a.size, b.count / b.size];
  const [ofA, ofB] = [wilsonInterval(a), wilsonInterval(b)];
  const difference = shareA - shareB;
  return {
    difference,
    low: difference - Math.hypot(shareA - ofA.low, ofB.high - shareB),
    high: difference + Math.hypot(ofA.high - shareA, shareB - ofB.low),
  };
}

/** Members of a group in three parts: those who recommend, those who do the opposite, and the rest. */
export interface Recommending {
  readonly promoters: number;
  readonly detractors: number;
  readonly size: number;
}

/**
 * The net promoter score, from -1 to 1, with its 95 % interval: the difference of two shares of one multinomial sample, by
 * the adjusted Wald interval that adds half an observation to each of the four cells of a pair (Agresti and Min, Simple
 * improved confidence intervals for comparing matched proportions, Statistics in Medicine 24, 2005). Null of nobody.
 */
export function netPromoterScore({
  promoters,
  detractors,
  size,
}: Recommending): (Interval & { readonly score: number }) | null {
  if (size === 0) return null;
  const adjusted = size + 2;
  const [up, down] = [(promoters + 0.5) / adjusted, (detractors + 0.5) / adjusted];
  const centre = up - down;
  const spread = Z_95 * Math.sqrt((up + down - centre ** 2) / adjusted);
  return {
    score: (promoters - detractors) / size,
    low: Math.max(-1, centre - spread),
    high: Math.min(1, centre + spread),
  };
}
