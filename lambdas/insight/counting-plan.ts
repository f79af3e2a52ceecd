import type { Counts } from './counts.ts';
import { Tally } from './counts.ts';

/** How far a shard was counted: the last record, and how many of its increments are in. */
export interface Checkpoint {
  readonly sequenceNumber: string;
  readonly taken: number;
}

/** A record of the stream, as what it adds to counters; always the same list in the same order. */
export interface CountedRecord {
  readonly sequenceNumber: string;
  readonly increments: readonly (readonly [key: string, by: number])[];
}

/** One write: what is added, and the checkpoint that goes with it. */
export interface CountingStep {
  readonly counts: Counts;
  readonly next: Checkpoint;
}

const SEQUENCE_DIGITS = 40;

/** Sequence numbers are numbers of any length; as text of one length they compare. */
const padded = (sequenceNumber: string): string => sequenceNumber.padStart(SEQUENCE_DIGITS, '0');

/**
 * The writes that count records after a checkpoint, each of at most `countersMax` counters. Records at or before the
 * checkpoint are left out, whatever batch they come in; a record of more counters than a write takes goes by parts.
 */
export function planCounting(
  records: readonly CountedRecord[],
  checkpoint: Checkpoint | undefined,
  countersMax: number,
): readonly CountingStep[] {
  const steps: CountingStep[] = [];
  let tally = new Tally();
  let next = checkpoint;
  let isRead = false;
  const finishStep = () => {
    // Increments that cancel each other move the checkpoint too: a delivery that comes again may begin between them.
    if (isRead && next !== undefined) steps.push({ counts: tally.counts(), next });
    tally = new Tally();
    isRead = false;
  };
  for (const { sequenceNumber, increments } of records) {
    for (let taken = takenOf(sequenceNumber, increments.length, checkpoint); taken < increments.length; ) {
      const left = increments.slice(taken);
      const freshCount = left.filter(([key]) => !tally.has(key)).length;
      if (tally.size > 0 && tally.size + freshCount > countersMax) finishStep();
      const part = left.slice(0, tally.size > 0 ? left.length : countersMax);
      for (const [key, by] of part) tally.addTo(key, by);
      taken += part.length;
      next = { sequenceNumber, taken };
      isRead = true;
      if (taken < increments.length) finishStep();
    }
  }
  finishStep();
  return steps;
}

function takenOf(sequenceNumber: string, incrementCount: number, checkpoint: Checkpoint | undefined): number {
  if (checkpoint === undefined || padded(sequenceNumber) > padded(checkpoint.sequenceNumber)) return 0;
  return sequenceNumber === checkpoint.sequenceNumber ? checkpoint.taken : incrementCount;
}
