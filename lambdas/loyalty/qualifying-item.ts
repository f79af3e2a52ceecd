import * as z from 'zod/mini';
import type { Qualifying } from './qualifying.ts';

const packedDay = z.tuple([z.string(), z.int(), z.int(), z.int(), z.optional(z.record(z.string(), z.int()))]);
const packedMonths = z.record(z.string(), z.array(packedDay));

/** A day takes some fifteen characters so, where attributes of its own would take sixty: the balance is written often. */
export function packQualifying(days: Qualifying): string {
  const months: Record<string, unknown[]> = {};
  for (const [date, { spend, points, orders, pieces }] of Object.entries(days).sort()) {
    const month = date.slice(0, 7);
    const day = [date.slice(8), spend, points, orders, ...(pieces === undefined ? [] : [pieces])];
    months[month] = [...(months[month] ?? []), day];
  }
  return JSON.stringify(months);
}

export function unpackQualifying(packed: string): Qualifying {
  const months = z.parse(packedMonths, JSON.parse(packed));
  return Object.fromEntries(
    Object.entries(months).flatMap(([month, days]) =>
      days.map(([day, spend, points, orders, pieces]) => [
        `${month}-${day}`,
        { spend, points, orders, ...(pieces === undefined ? {} : { pieces }) },
      ]),
    ),
  );
}
