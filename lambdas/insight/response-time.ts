/** Where the bins of first responses begin, in minutes: as fine as somebody who waits notices. */
const BIN_STARTS = [
  ...[0, 5, 10, 15, 30, 45],
  ...[1, 1.5, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 72, 120, 168].map((hours) => hours * 60),
];

/** The bin of a first response, named by where it begins. */
export const responseBin = (minutes: number): number => BIN_STARTS.findLast((start) => start <= minutes) ?? 0;

/**
 * The median of first responses in minutes, from how many fall into each bin; within its bin they are taken as spread evenly,
 * and of the last one, which has no end, its beginning is told. Null for none.
 */
export function medianMinutes(countOf: (bin: number) => number): number | null {
  const counts = BIN_STARTS.map(countOf);
  const half = counts.reduce((sum, count) => sum + count, 0) / 2;
  if (half === 0) return null;
  let before = 0;
  for (const [index, count] of counts.entries()) {
    const start = BIN_STARTS[index] ?? 0;
    const end = BIN_STARTS[index + 1];
    if (before + count >= half) return end === undefined ? start : start + ((half - before) / count) * (end - start);
    before += count;
  }
  throw new Error(`no bin holds the median of ${2 * half} responses`);
}
