import * as z from 'zod/mini';
import type { DomainEvent } from '../kernel/domain-event.ts';
import { decodeItem } from '../kernel/table/codec.ts';

const newProfile = z.object({
  memberId: z.string(),
  joinedAt: z.optional(z.iso.datetime()),
  knownSince: z.iso.datetime(),
});

/** The domain event of a profile's first write: a member became known, at the earliest instant that is told of it. */
export function readProfileEvent(item: Readonly<Record<string, unknown>>): DomainEvent {
  const { memberId, joinedAt, knownSince } = decodeItem(newProfile, item);
  const id = `${encodeURIComponent(memberId)}/JOINED`;
  return { name: 'MemberJoined', version: 1, id, occurredAt: joinedAt ?? knownSince, data: { memberId } };
}
