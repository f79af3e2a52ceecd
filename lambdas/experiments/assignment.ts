import { sha256 } from '../kernel/ids.ts';

/** Parts that members are divided into. */
export const BUCKETS = 10_000;
/** Digits of the hash that are read: 52 bits, which a number holds exactly. */
const DIGITS = 13;

/**
 * The part that a member falls into in an experiment, from 0 to {@link BUCKETS} − 1: the same at every asking, and in
 * one experiment whatever it is in another. sha256(salt:experiment:member), its first 52 bits, modulo.
 * @param salt of the deployment, so that two shops do not divide the same people alike
 */
export function bucketOf(salt: string, experiment: string, memberId: string): number {
  return Number.parseInt(sha256(`${salt}:${experiment}:${memberId}`).slice(0, DIGITS), 16) % BUCKETS;
}
