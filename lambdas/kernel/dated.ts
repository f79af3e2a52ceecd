/** A value and the instant it was told for, ISO-8601 in UTC. */
export interface Dated<T> {
  readonly value: T;
  readonly at: string;
}

/**
 * The newer of two values; of two at one instant the one whose JSON sorts later. So it does not matter in which order
 * or how often they are told.
 */
export function newer<T>(a: Dated<T> | undefined, b: Dated<T> | undefined): Dated<T> | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (compare(a.at, b.at) || compare(JSON.stringify(a.value), JSON.stringify(b.value))) >= 0 ? a : b;
}

export const earlier = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b < a) ? b : a;

export const later = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
