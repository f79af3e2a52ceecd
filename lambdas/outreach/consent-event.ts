import * as z from 'zod/mini';
import type { DomainEvent } from '../kernel/domain-event.ts';
import { decodeItem } from '../kernel/table/codec.ts';

const EVENTS = { GRANTED: 'ConsentGranted', PENDING: 'ConsentRequested', WITHDRAWN: 'ConsentWithdrawn' } as const;

const saidItem = z.object({
  memberId: z.string(),
  channel: z.string(),
  topic: z.string(),
  status: z.enum(['GRANTED', 'PENDING', 'WITHDRAWN']),
  at: z.iso.datetime(),
  source: z.string(),
});

/** The domain event of a word in a member's history. */
export function readConsentEvent(item: Readonly<Record<string, unknown>>): DomainEvent {
  const { memberId, channel, topic, status, at, source } = decodeItem(saidItem, item);
  const id = `${encodeURIComponent(memberId)}/CONSENT/${channel}/${topic}/${at}`;
  return { name: EVENTS[status], version: 1, id, occurredAt: at, data: { memberId, channel, topic, source } };
}
