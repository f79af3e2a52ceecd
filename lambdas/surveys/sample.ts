import { sha256 } from '../kernel/ids.ts';

/**
 * Shares out a number in proportion to sizes, whole, by largest remainders (Hamilton): the shares add up to the number,
 * or to all there is where that is less, and none is above its size.
 */
export function apportion(total: number, sizes: readonly number[]): readonly number[] {
  const sum = sizes.reduce((all, size) => all + size, 0);
  if (total >= sum) return sizes;
  const shares = sizes.map((size, index) => ({
    index,
    share: Math.floor((total * size) / sum),
    rest: (total * size) % sum,
  }));
  const left = total - shares.reduce((all, { share }) => all + share, 0);
  const ranked = [...shares].sort((a, b) => b.rest - a.rest || a.index - b.index);
  const gains = new Set(ranked.slice(0, left).map(({ index }) => index));
  return shares.map(({ index, share }) => share + (gains.has(index) ? 1 : 0));
}

/**
 * Shares out a number over parts of a group so that each of its members has the same chance: every so many-th of the group
 * is taken, in the order of its parts, from a start that is drawn (systematic sampling; Cochran, Sampling Techniques, chapter 8).
 * The shares add up to the number, or to all there is where that is less, and none is above its size.
 * @param start drawn, in [0, 1)
 */
export function shareSystematically(total: number, sizes: readonly number[], start: number): readonly number[] {
  const sum = sizes.reduce((all, size) => all + size, 0);
  if (total >= sum) return sizes;
  // In whole numbers: no place is lost to rounding.
  const first = Math.floor(start * sum);
  /** Of the first so many of the group how many are taken. */
  const takenOf = (count: number) => Math.max(0, Math.ceil((count * total - first) / sum));
  let before = 0;
  return sizes.map((size) => {
    const share = takenOf(before + size) - takenOf(before);
    before += size;
    return share;
  });
}

/** How far a group was gone through. */
export interface Draw {
  readonly seen: number;
  readonly chosen: number;
}

export const NOT_DRAWN: Draw = { seen: 0, chosen: 0 };

/**
 * Whether the next of a group is drawn: by the chance that what is still to be chosen has of those still to come, so that
 * of `size` members exactly `quota` are drawn and each with the same chance (selection sampling; Knuth, The Art of Computer
 * Programming 2, algorithm 3.4.2 S). @param lot the member's, in [0, 1)
 */
export function isDrawn({ seen, chosen }: Draw, size: number, quota: number, lot: number): boolean {
  if (chosen >= quota) return false;
  // Who came since the group was counted takes a place that is left.
  const toCome = Math.max(1, size - seen);
  return lot < (quota - chosen) / toCome;
}

/** A member's lot in a run, in [0, 1): always the same, and known to nobody without the salt. */
export const lotOf = (salt: string, run: string, memberId: string): number =>
  Number.parseInt(sha256(`${salt}\n${run}\n${memberId}`).slice(0, 12), 16) / 2 ** 48;
