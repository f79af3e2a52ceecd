import { addDays, daysBetween } from './calendar.ts';

/**
 * Days that are remembered: ten years, of which a bitmap takes at most 612 characters. What is counted of visits is
 * worked out from them alone, so a day that falls out leaves the figures of its month.
 */
export const ACTIVE_DAYS_KEPT = 3_660;

/** The days on which a member was active: the last one, and a bit for each of those before it. */
export interface ActiveDays {
  /** A programme-zone date (yyyy-mm-dd). */
  readonly last: string;
  /** Base64; bit n counts back from `last`, which is bit 0. */
  readonly bits: string;
}

/**
 * The days after one more. The same days in any order, told any number of times, give the same bits; days that lie too
 * far before the last one fall out.
 */
export function addActiveDay(known: ActiveDays | undefined, day: string): ActiveDays {
  if (known === undefined) return { last: day, bits: pack([0]) };
  const ahead = daysBetween(known.last, day);
  const offsets = ahead > 0 ? [0, ...unpack(known.bits).map((bit) => bit + ahead)] : [...unpack(known.bits), -ahead];
  return { last: ahead > 0 ? day : known.last, bits: pack(offsets) };
}

/** The days of both. */
export function mergeActiveDays(a: ActiveDays | undefined, b: ActiveDays | undefined): ActiveDays | undefined {
  return b === undefined ? a : listActiveDays(b).reduce<ActiveDays | undefined>(addActiveDay, a);
}

/** All days that are remembered, latest first. */
export function listActiveDays({ last, bits }: ActiveDays): readonly string[] {
  return unpack(bits).map((offset) => addDays(last, -offset));
}

function pack(offsets: readonly number[]): string {
  const kept = offsets.filter((offset) => offset < ACTIVE_DAYS_KEPT);
  const bytes = Buffer.alloc(Math.floor(Math.max(0, ...kept) / 8) + 1);
  for (const offset of kept) bytes.writeUInt8(bytes.readUInt8(offset >> 3) | (1 << (offset & 7)), offset >> 3);
  return bytes.toString('base64');
}

function unpack(bits: string): readonly number[] {
  return [...Buffer.from(bits, 'base64')].flatMap((byte, index) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte & (1 << bit)) !== 0).map((bit) => index * 8 + bit),
  );
}
