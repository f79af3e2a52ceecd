import type { Timer } from '../time/timeline.ts';
import type { StreamRecord } from './engine.ts';
import { isoSeconds } from './stream-batch.ts';

/** A state larger than this ends its window early. */
const STATE_BYTES_MAX = 1_000_000;

export type WindowState = Readonly<Record<string, unknown>>;

/** The open window of one shard; bounds are epoch seconds, multiples of the window's length. */
export interface TumblingWindow {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Fires at the end of the window. */
  readonly timer: Timer;
  state: WindowState;
  isOver: boolean;
}

/** Start of the window that a record belongs to. */
export function windowStartSeconds({ dynamodb }: StreamRecord, lengthSeconds: number): number {
  return Math.floor(dynamodb.ApproximateCreationDateTime / lengthSeconds) * lengthSeconds;
}

/** What an event says of its window beside its records. */
export function windowFields(
  { startSeconds, endSeconds, state }: TumblingWindow,
  shardId: string,
  streamArn: string,
  final: 'AT_END' | 'EARLY' | undefined,
): Record<string, unknown> {
  return {
    window: { start: isoSeconds(startSeconds), end: isoSeconds(endSeconds) },
    state,
    shardId,
    eventSourceARN: streamArn,
    isFinalInvokeForWindow: final !== undefined,
    isWindowTerminatedEarly: final === 'EARLY',
  };
}

export function isTooLarge(state: WindowState): boolean {
  return Buffer.byteLength(JSON.stringify(state)) > STATE_BYTES_MAX;
}
