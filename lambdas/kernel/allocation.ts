/**
 * Splits a whole number over weights, exactly: each gets its share rounded down, and what is left goes, one each, to
 * those whose rounding cost them most; of equals the first. All weights zero count as equal.
 * Largest remainder (Hamilton's method).
 */
export function allocate(total: number, weights: readonly (number | bigint)[]): number[] {
  if (weights.length === 0) return [];
  const sum = weights.reduce<bigint>((all, weight) => all + BigInt(weight), 0n);
  if (sum === 0n)
    return allocate(
      total,
      weights.map(() => 1),
    );
  const shares = weights.map((weight, index) => {
    const product = BigInt(total) * BigInt(weight);
    return { index, whole: product / sum, remainder: product % sum };
  });
  const left = Number(BigInt(total) - shares.reduce((all, { whole }) => all + whole, 0n));
  const favoured = new Set(
    [...shares]
      .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1))
      .slice(0, left)
      .map(({ index }) => index),
  );
  return shares.map(({ index, whole }) => Number(whole) + (favoured.has(index) ? 1 : 0));
}

/** floor(value × part ÷ whole), without losing digits on the way. */
export function proRata(value: number, part: number, whole: number): number {
  return whole === 0 ? 0 : Number((BigInt(value) * BigInt(part)) / BigInt(whole));
}
