import * as z from 'zod/mini';
import type { MemberCare } from './member-care.ts';
import type { Recovery } from './recovery.ts';
import type { Ticket } from './ticket.ts';

const optional = z.optional(z.string());
const told = { at: z.string(), messageId: z.string() };
const rating = z.optional(z.object({ ...told, rating: z.int() }));

export const ticketItem = z.object({
  memberId: z.string(),
  ticketId: z.string(),
  opened: z.optional(z.object({ ...told, channel: optional, reason: optional })),
  answeredAt: optional,
  resolvedAt: optional,
  rated: rating,
  ratedLast: rating,
  recovery: z.optional(z.enum(['STARTED', 'ANOTHER_LIVE'])),
  dueSK: optional,
  version: z.int(),
});

export const recoveryItem = z.object({
  memberId: z.string(),
  ticketId: z.string(),
  cause: z.enum(['BAD_RATING', 'LATE_ANSWER']),
  causeAt: z.string(),
  group: z.enum(['treated', 'control']),
  startedAt: z.string(),
  startedDay: z.string(),
  endsAt: z.string(),
  stage: z.enum(['APOLOGISED', 'COMPENSATED', 'ASKED']),
  pointsGiven: z.int(),
  granting: z.optional(z.int()),
  isUnfunded: z.boolean(),
  outcome: z.optional(z.enum(['SATISFIED', 'EXPIRED'])),
  endedAt: optional,
  hasReturned: z.optional(z.boolean()),
  dueSK: optional,
  version: z.int(),
});

export const careItem = z.object({
  memberId: z.string(),
  live: optional,
  heldUntil: optional,
  forwardTo: optional,
  formerIds: z.optional(z.array(z.string())),
  version: z.int(),
});

export const ticketOf = ({ dueSK, ...item }: z.infer<typeof ticketItem>): Ticket => ({
  ...item,
  lateAt: dueSK?.split('#')[0],
});

export const recoveryOf = ({ dueSK, ...item }: z.infer<typeof recoveryItem>): Recovery => ({
  ...item,
  dueAt: dueSK?.split('#')[0],
});

export const careOf = (item: z.infer<typeof careItem>): MemberCare => item;
