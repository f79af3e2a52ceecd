import { PLATFORM_TRIGGERS } from '../../programmes/trigger.ts';
import type { DomainEvent } from '../kernel/domain-event.ts';
import type { PlatformEvent } from '../kernel/platform-event.ts';

/** Something that happened to a member, and that messages may follow from. */
export interface TriggerEvent {
  readonly name: string;
  readonly id: string;
  readonly memberId: string;
  /** ISO-8601 in UTC. */
  readonly occurredAt: string;
  /** Whether the platform told it, which may name another instant when it tells it again. */
  readonly isTold: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * An event of the bus as messages follow from it. Undefined for what nobody is written to about: what is only loaded
 * from before, what says nothing of a member, and a shop's own event that is called as one of ours.
 */
export function readTriggerEvent(
  name: string,
  detail: Omit<DomainEvent, 'name'> | PlatformEvent,
): TriggerEvent | undefined {
  if ('data' in detail) {
    const { id, occurredAt, data } = detail;
    return { name, id, occurredAt, isTold: false, memberId: data.memberId, data };
  }
  const { messageId, userId, timestamp, isBackfill, facts } = detail;
  if (userId === undefined || isBackfill || !PLATFORM_TRIGGERS.includes(name)) return undefined;
  const data = { orderId: facts['order_id'] };
  return { name, id: messageId, occurredAt: timestamp, isTold: true, memberId: userId, data };
}
