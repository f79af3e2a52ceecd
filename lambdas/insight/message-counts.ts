import * as z from 'zod/mini';
import { dayOf } from '../kernel/calendar.ts';
import { HEARD, RETURN_PREFIX, statusHeard } from '../kernel/message-outcome.ts';
import { decodeItem } from '../kernel/table/codec.ts';
import type { Counts } from './counts.ts';
import { Tally } from './counts.ts';

const instant = z.optional(z.string());
const heard = Object.fromEntries(HEARD.map((name) => [name, instant])) as Record<
  (typeof HEARD)[number],
  typeof instant
>;
const countedMessage = z.object({
  messageId: z.string(),
  channel: z.string(),
  status: z.enum(['WAITING', 'SENT', 'UNKNOWN', 'SUPPRESSED', 'FAILED']),
  decidedAt: z.string(),
  sentAt: instant,
  ...heard,
});

const countedCredit = z.object({
  messageId: z.string(),
  channel: z.string(),
  sentAt: z.string(),
  paidMinor: z.int(),
});
const countedReturn = z.object({ returnedMinor: z.int(), isWhole: z.boolean() });

const ENDS = { SENT: 'sent', UNKNOWN: 'unknown', SUPPRESSED: 'suppressed', FAILED: 'failed' } as const;
const FIGURES = {
  deliveredAt: 'delivered',
  openedAt: 'opened',
  clickedAt: 'clicked',
  bouncedAt: 'bounced',
  undeliveredAt: 'undelivered',
  complainedAt: 'complained',
} as const;

/**
 * What a message counts for on the day that it was sent, or that it was decided not to: what became of it, by message and
 * channel, and for the channel as a whole what rates are made of.
 */
export function messageCounts(item: Readonly<Record<string, unknown>>, timeZone: string): Counts {
  const tally = new Tally();
  // Of one that only feedback is known of nobody knows yet what it is.
  if (item['status'] === undefined) return tally.counts();
  const { messageId, channel, status: kept, decidedAt, sentAt, ...told } = decodeItem(countedMessage, item);
  const status = statusHeard(kept, told);
  if (status === 'WAITING') return tally.counts();
  const day = dayOf(Date.parse(sentAt ?? decidedAt), timeZone);
  const add = (figure: string) => tally.addDay('messages', day, `${messageId}#${channel}#${figure}`, 1);
  add(ENDS[status]);
  if (status !== 'SENT') return tally.counts();
  for (const [name, figure] of Object.entries(FIGURES))
    if (told[name as keyof typeof FIGURES] !== undefined) add(figure);
  for (const name of ['deliveredAt', 'clickedAt'] as const) {
    if (told[name] !== undefined) tally.addDay('sends', day, `${channel}#${FIGURES[name]}`, 1);
  }
  return tally.counts();
}

/** An order counts for the message that it is credited to, on the day on which that was sent, less what came back of it. */
export function creditCounts(item: Readonly<Record<string, unknown>>, timeZone: string): Counts {
  const tally = new Tally();
  // A return that came before its order, or of one that no message is credited with.
  if (item['messageId'] === undefined) return tally.counts();
  const { messageId, channel, sentAt, paidMinor } = decodeItem(countedCredit, item);
  const returns = Object.entries(item)
    .filter(([name]) => name.startsWith(RETURN_PREFIX))
    .map(([, value]) => decodeItem(countedReturn, value as Readonly<Record<string, unknown>>));
  const day = dayOf(Date.parse(sentAt), timeZone);
  const add = (figure: string, by: number) => tally.addDay('messages', day, `${messageId}#${channel}#${figure}`, by);
  add('orders', returns.some(({ isWhole }) => isWhole) ? 0 : 1);
  add('revenueMinor', paidMinor - returns.reduce((sum, { returnedMinor }) => sum + returnedMinor, 0));
  return tally.counts();
}
