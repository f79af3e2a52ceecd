import type { Bus } from '../kernel/bus.ts';
import { BusyError } from '../kernel/busy-error.ts';
import { PLATFORM_EVENT_SOURCE } from '../kernel/platform-event.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { VisitorStore } from './visitor-store.ts';

/** Pages of kept events that one call moves; what is left moves with the next. */
const PAGES_MAX = 40;

export interface LinkRefusal {
  readonly code: 'LINKED_TO_ANOTHER';
  readonly anonymousId: string;
}

/** Whether two ids have come to be the same member. */
export type IsSameMember = (a: string, b: string) => Promise<boolean>;

/**
 * Ties a visitor to a member, once and for good, and hands the visitor's events to the member: they go over the bus
 * again, each at its own time and under its own id, so that all that follows from them follows once.
 */
export const createLinkVisitor =
  (visitors: VisitorStore, bus: Bus, isSameMember: IsSameMember) =>
  async (anonymousId: string, memberId: string, at: string): Promise<Result<'LINKED', LinkRefusal>> => {
    if ((await visitors.link(anonymousId, memberId, at)) === 'LINKED_BEFORE') {
      const linked = await visitors.linkedMember(anonymousId);
      if (linked !== undefined && linked !== memberId && !(await isSameMember(linked, memberId))) {
        return refuse({ code: 'LINKED_TO_ANOTHER', anonymousId });
      }
    }
    // Also when it was tied before: whoever tied it may have stopped halfway.
    await moveEvents(visitors, bus, anonymousId, memberId);
    return ok('LINKED');
  };

export type LinkVisitor = ReturnType<typeof createLinkVisitor>;

async function moveEvents(visitors: VisitorStore, bus: Bus, anonymousId: string, memberId: string): Promise<void> {
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const events = await visitors.keptEvents(anonymousId);
    if (events.length === 0) return;
    const entries = events.map((event) => ({
      source: PLATFORM_EVENT_SOURCE,
      name: event.event,
      detail: { ...event, userId: memberId },
    }));
    const failed = await bus.put(entries);
    if (failed.length > 0) throw new BusyError(`the bus did not take ${failed.length} events of a visitor`);
    await Promise.all(events.map(({ messageId }) => visitors.forget(anonymousId, messageId)));
  }
  throw new BusyError(`a visitor has more than ${PAGES_MAX} pages of events; the rest goes with the next try`);
}
