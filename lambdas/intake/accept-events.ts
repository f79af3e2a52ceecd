import type { ApiKeyKind } from '../kernel/api-key.ts';
import type { Bus } from '../kernel/bus.ts';
import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { acceptTrack, type TrackRefusal } from './track-message.ts';

export const INTAKE_SOURCE = 'holdfast.intake';

/** The answer to a request that could be read: what was refused is named by its position. */
export interface AcceptedEvents {
  readonly success: true;
  readonly accepted: number;
  readonly rejected: readonly ({ readonly index: number } & TrackRefusal)[];
}

/** Accepts track calls one by one; what is accepted is on the bus when the answer is given. */
export const createAcceptEvents =
  (bus: Bus, clock: Clock) =>
  async (calls: readonly unknown[], keyKind: ApiKeyKind): Promise<AcceptedEvents> => {
    const receivedAt = clock();
    const judged = calls.map((call, index) => ({ index, result: acceptTrack(call, receivedAt, keyKind) }));
    const accepted = judged.flatMap(({ result }) => (result.ok ? [result.value] : []));
    const rejected = judged.flatMap(({ index, result }) => (result.ok ? [] : [{ index, ...result.refusal }]));
    const entries = accepted.map((message) => ({ source: INTAKE_SOURCE, name: message.event, detail: { ...message } }));
    const failed = await bus.put(entries);
    // The whole request fails: the caller sends all again, and consumers know what they have had.
    if (failed.length > 0) throw new BusyError(`the bus did not take ${failed.length} of ${entries.length} events`);
    return { success: true, accepted: accepted.length, rejected };
  };
