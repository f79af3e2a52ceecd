import type { Dice } from './random.ts';
import type { ShopCall } from './shop-call.ts';

const HOUR_MS = 3_600_000;
/** Of so many orders something is asked. */
const HELP_SHARE = 0.12;
const ANSWERED_SHARE = 0.96;
const RESOLVED_SHARE = 0.95;
const RATED_SHARE = 0.5;
const REASONS = ['parcel', 'return', 'gift-card', 'invoice'];
/** Hours until somebody answers: most within the morning, some the next day, a few too late. */
const ANSWERED_WITHIN_HOURS = [1, 1, 2, 3, 5, 9, 20, 40] as const;

export interface HelpPlan {
  readonly memberId: string;
  /** The order that is asked about. */
  readonly orderId: string;
  /** Milliseconds since the epoch. */
  readonly deliveredMs: number;
  readonly dice: Dice;
}

/** A request for help with an order, from its opening to its rating; none for most orders. */
export function planHelp({ memberId, orderId, deliveredMs, dice }: HelpPlan): readonly ShopCall[] {
  if (!dice.chance(HELP_SHARE)) return [];
  const ticketId = `ticket-${orderId}`;
  const calls: ShopCall[] = [];
  const say = (what: string, atMs: number, properties: object) =>
    calls.push({
      atMs,
      call: {
        ...{ type: 'track', event: `Ticket ${what}`, userId: memberId, messageId: `${ticketId}-${what}` },
        timestamp: new Date(atMs).toISOString(),
        properties: { ticket_id: ticketId, ...properties },
      },
    });
  const openedMs = deliveredMs + dice.between(1, 72) * HOUR_MS;
  say('Opened', openedMs, { channel: dice.pick(['chat', 'email', 'phone']), reason: dice.pick(REASONS) });
  if (!dice.chance(ANSWERED_SHARE)) return calls;
  const hours = dice.pick(ANSWERED_WITHIN_HOURS);
  const answeredMs = openedMs + Math.round(hours * dice.next() * HOUR_MS);
  say('Answered', answeredMs, {});
  if (!dice.chance(RESOLVED_SHARE)) return calls;
  const resolvedMs = answeredMs + dice.between(1, 30) * HOUR_MS;
  say('Resolved', resolvedMs, {});
  // Whoever waited long is less content.
  const most = hours > 5 ? 8 : 10;
  if (dice.chance(RATED_SHARE)) {
    const rating = Math.max(dice.between(1, most), dice.between(3, most));
    say('Rated', resolvedMs + dice.between(1, 20) * HOUR_MS, { rating });
  }
  return calls;
}
