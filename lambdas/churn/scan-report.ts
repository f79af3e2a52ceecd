import type { Looked } from './looked.ts';
import type { NotEntered } from './strategy.ts';

/** What the daily scan counts. */
export const SCAN_FIGURES = [
  'due',
  'scored',
  'moved',
  'entered',
  'enteredControl',
  'skippedUnchanged',
  'skippedNoStrategy',
  'skippedEnteredBefore',
  'failed',
  'readUnits',
  'writeUnits',
] as const;
export type ScanFigure = (typeof SCAN_FIGURES)[number];

/** The scan of one programme-zone day: how many were due, what was done about them, and the capacity that it took. */
export interface ScanReport extends Readonly<Record<ScanFigure, number>> {
  readonly day: string;
}

/** The shards of a day as one, by day; the latest first. */
export function mergeShards(shards: readonly ScanReport[]): readonly ScanReport[] {
  return [...Map.groupBy(shards, ({ day }) => day)]
    .map(([day, all]) => ({ day, ...sumOf(all) }))
    .sort((a, b) => (a.day > b.day ? -1 : 1));
}

const sumOf = (all: readonly ScanReport[]): Record<ScanFigure, number> =>
  Object.fromEntries(
    SCAN_FIGURES.map((figure) => [figure, all.reduce((sum, each) => sum + each[figure], 0)]),
  ) as Record<ScanFigure, number>;

const SKIPPED: Readonly<Record<NotEntered, ScanFigure>> = {
  UNCHANGED: 'skippedUnchanged',
  NO_STRATEGY: 'skippedNoStrategy',
  ENTERED_BEFORE: 'skippedEnteredBefore',
  PAST: 'skippedUnchanged',
};

/** What a look at one member counts for in the scan. */
export const scanTally = ({ moved, entered, skipped, isScored }: Looked): Readonly<Record<string, number>> => ({
  ...(isScored ? { scored: 1 } : {}),
  ...(moved > 0 ? { moved: 1 } : {}),
  ...(entered === undefined ? {} : { [entered === 'control' ? 'enteredControl' : 'entered']: 1 }),
  ...(skipped === undefined ? {} : { [SKIPPED[skipped]]: 1 }),
});
