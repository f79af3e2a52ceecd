import * as z from 'zod/mini';
import { RATING_MAX, TICKET_EVENTS } from '../../programmes/ticket.ts';
import { ok, type Result } from '../kernel/result.ts';
import { id } from './call.ts';
import { type Fault, readPart } from './fault.ts';

export const isTicketEvent = (event: string): boolean => TICKET_EVENTS.some((each) => each === event);

/** One word of up to 32 characters: what is longer or has blanks may be what somebody wrote, and stays behind. */
const LABEL = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,31}$/u;
const label = z.catch(z.optional(z.string().check(z.regex(LABEL))), undefined);

const ticket = { ticket_id: id, channel: label, reason: label };
const told = z.object(ticket);
const rated = z.object({ ...ticket, rating: z.int().check(z.minimum(1), z.maximum(RATING_MAX)) });

/** The facts of a ticket: which one it is, its labels, and the rating from 1 to 10. What was written in it is none. */
export function readTicketFacts(
  event: string,
  properties: Readonly<Record<string, unknown>>,
): Result<Readonly<Record<string, unknown>>, Fault> {
  const read = readPart(event === 'Ticket Rated' ? rated : told, properties, '$.properties');
  if (!read.ok) return read;
  return ok(Object.fromEntries(Object.entries(read.value).filter(([, value]) => value !== undefined)));
}
