import type { Bus } from '../kernel/bus.ts';
import { BusyError } from '../kernel/busy-error.ts';
import { PLATFORM_EVENT_SOURCE, type PlatformEvent } from '../kernel/platform-event.ts';
import type { RecordRejection } from '../kernel/rejection.ts';
import { type ProfileSettings, profileOfEvent } from './event-profile.ts';
import type { KeptEventStore } from './kept-event-store.ts';
import type { LinkVisitor } from './link-visitor.ts';
import type { Profile } from './profile.ts';
import type { VisitorStore } from './visitor-store.ts';

export type ActivityOutcome = 'FOLDED' | 'KEPT_ANONYMOUS' | 'SENT_ON' | 'REJECTED';

export interface ActivityPorts {
  /** Adds to a member's profile; calls of one turn for one member become one write. */
  readonly foldInto: (memberId: string, told: Profile) => Promise<void>;
  readonly visitors: VisitorStore;
  readonly linkVisitor: LinkVisitor;
  readonly keptEvents: KeptEventStore;
  readonly bus: Bus;
  readonly recordRejection: RecordRejection;
}

export interface ActivitySettings extends ProfileSettings {
  /** Whether an event's meaning is known; others are kept. */
  readonly isKnown: (event: string) => boolean;
}

/**
 * Applies what an event says of its member. Of a visitor that is not known yet it is kept, and handed over when the
 * visitor becomes a member.
 */
export const createApplyActivity =
  (ports: ActivityPorts, settings: ActivitySettings) =>
  async (event: PlatformEvent): Promise<ActivityOutcome> => {
    const { userId, anonymousId } = event;
    if (userId !== undefined) return applyToMember(ports, settings, userId, event);
    if (anonymousId === undefined) throw new Error(`event ${event.messageId} is nobody's`);
    const linked = await ports.visitors.linkedMember(anonymousId);
    if (linked !== undefined) return applyAsMember(ports, settings, linked, event);
    await ports.visitors.keep(anonymousId, event);
    // Whoever ties the visitor to a member writes the link, and then looks for events; this is kept, and then looks for
    // the link: one of the two sees the other.
    const linkedSince = await ports.visitors.linkedMember(anonymousId);
    if (linkedSince === undefined) return 'KEPT_ANONYMOUS';
    await sendOn(ports.bus, linkedSince, event);
    await ports.visitors.forget(anonymousId, event.messageId);
    return 'SENT_ON';
  };

export type ApplyActivity = ReturnType<typeof createApplyActivity>;

/** What moves value has another consumer, which waits for the member to be known. */
function applyAsMember(
  ports: ActivityPorts,
  settings: ActivitySettings,
  memberId: string,
  event: PlatformEvent,
): Promise<ActivityOutcome> {
  if (event.class === 'activity') return applyToMember(ports, settings, memberId, event);
  return sendOn(ports.bus, memberId, event).then(() => 'SENT_ON');
}

async function applyToMember(
  ports: ActivityPorts,
  settings: ActivitySettings,
  memberId: string,
  event: PlatformEvent,
): Promise<ActivityOutcome> {
  const reject = async (code: string, details: Readonly<Record<string, unknown>>): Promise<ActivityOutcome> => {
    const { messageId, event: eventName } = event;
    await ports.recordRejection({ memberId, messageId, eventName, code, details });
    return 'REJECTED';
  };
  const visitorId = visitorOf(event);
  if (visitorId !== undefined) {
    const linked = await ports.linkVisitor(visitorId, memberId, event.timestamp);
    if (!linked.ok) return reject(linked.refusal.code, { anonymousId: visitorId });
  }
  if (event.type === 'track' && !settings.isKnown(event.event)) {
    const kept = await ports.keptEvents.keep(memberId, event);
    if (kept === 'MISMATCH') return reject('PAYLOAD_MISMATCH', {});
  }
  const visitors = visitorId === undefined ? [] : [{ anonymousId: visitorId, at: event.timestamp }];
  // In one write: the first one of a profile is what tells that the member is known, and since when.
  await ports.foldInto(memberId, { ...profileOfEvent(memberId, event, settings), visitors });
  return 'FOLDED';
}

/** The visitor that an event says a member was. Only these two say so; others carry both ids and tie nothing. */
function visitorOf({ type, anonymousId, facts }: PlatformEvent): string | undefined {
  if (type === 'identify') return anonymousId;
  return type === 'alias' && typeof facts['previousId'] === 'string' ? facts['previousId'] : undefined;
}

async function sendOn(bus: Bus, memberId: string, event: PlatformEvent): Promise<void> {
  const detail = { ...event, userId: memberId };
  const failed = await bus.put([{ source: PLATFORM_EVENT_SOURCE, name: event.event, detail }]);
  if (failed.length > 0) throw new BusyError(`the bus did not take event ${event.messageId}`);
}
