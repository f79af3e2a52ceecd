import { createAcceptEvents } from '../../../lambdas/intake/accept-events.ts';
import type { ToldTraits } from '../../../lambdas/intake/apply-traits.ts';
import type { BusEntry } from '../../../lambdas/kernel/bus.ts';
import type { Rejection } from '../../../lambdas/kernel/rejection.ts';
import { RECEIVED_AT, settings } from './calls.ts';

/** What a test makes fail: positions that the bus does not take, and the write of a contact. */
interface Failing {
  readonly busPositions?: readonly number[];
  readonly contacts?: Error;
}

/** The use case with ports that remember what they were given. */
export function intakeWith({ busPositions = [], contacts }: Failing = {}) {
  const taken: BusEntry[] = [];
  const told: { readonly memberId: string; readonly each: readonly ToldTraits[] }[] = [];
  const kept: Rejection[] = [];
  const unknown: number[] = [];
  const acceptEvents = createAcceptEvents(
    {
      bus: {
        async put(entries) {
          taken.push(...entries.filter((_, position) => !busPositions.includes(position)));
          return busPositions;
        },
      },
      async applyTraits(memberId, each) {
        if (contacts !== undefined) throw contacts;
        told.push({ memberId, each });
      },
      async recordRejection(rejection) {
        kept.push(rejection);
      },
      clock: () => RECEIVED_AT,
      countUnknown: (events) => unknown.push(events),
    },
    settings,
  );
  return { taken, told, kept, unknown, acceptEvents };
}
