import * as z from 'zod/mini';
import type { ApiKeyKind } from '../kernel/api-key.ts';
import { expectation } from '../kernel/expectation.ts';
import { contentHash } from '../kernel/ids.ts';
import { isCurrency, parseAmount } from '../kernel/money.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';

const AHEAD_MAX_MS = 3_600_000;
const GIVEN_CHARACTERS_MAX = 80;
/** A real order of 1,114 lines needs 112 KB. */
const EVENT_BYTES_MAX = 256 * 1024;

/** Lone surrogates all become the same character on their way into the table, and would make two ids one. */
const wellFormed = z.refine<string>((text) => text.isWellFormed(), 'text without lone surrogates');
const id = z.string().check(z.minLength(1), z.maxLength(128), wellFormed);

/** A track call of the Segment format, as far as it is kept; everything else in it stays behind. */
const trackCall = z
  .object({
    event: z.string().check(z.minLength(1), z.maxLength(128)),
    userId: z.optional(z.nullable(id)),
    anonymousId: z.optional(z.nullable(id)),
    messageId: z.optional(id),
    timestamp: z.optional(z.iso.datetime({ offset: true })),
    properties: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  })
  .check(
    z.refine(({ userId, anonymousId }) => Boolean(userId ?? anonymousId), {
      error: 'userId or anonymousId',
      path: ['userId'],
    }),
  );

const orderProperties = z.object({
  order_id: id,
  currency: z.string().check(z.refine(isCurrency, 'a currency of ISO 4217 such as CNY')),
  revenue: z.union([z.string(), z.number()]),
});

/** An event that was accepted, as it travels on the bus: ids and facts. Instants are ISO-8601 in UTC. */
export interface TrackMessage {
  readonly type: 'track';
  readonly event: string;
  readonly messageId: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly timestamp: string;
  readonly receivedAt: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface TrackRefusal {
  readonly code: 'EVENT_INVALID' | 'EVENT_TOO_LARGE' | 'AMOUNT_INVALID' | 'TIMESTAMP_AHEAD' | 'KEY_NOT_TRUSTED';
  readonly messageId: string | undefined;
  /** Where in the item, as a JSON path. */
  readonly path: string;
  readonly expected: string;
  readonly given: string;
}

/** Events that move value, which a public key can not vouch for. */
const VALUE_EVENTS = new Set(['Order Completed']);

/**
 * Accepts or refuses one track call by its form. A missing messageId is made from the content, so that the same call
 * sent again is the same event; a missing timestamp is the time of receipt.
 */
export function acceptTrack(call: unknown, receivedAt: Date, keyKind: ApiKeyKind): Result<TrackMessage, TrackRefusal> {
  const parsed = z.safeParse(trackCall, call);
  if (!parsed.success) return refuse(refusalOf(parsed.error, call, call, '$'));
  const { event, userId, anonymousId, messageId, timestamp, properties } = parsed.data;
  const refuseThis = (code: TrackRefusal['code'], path: string, expected: string, given: string) =>
    refuse<TrackRefusal>({ code, messageId, path, expected, given });

  const bytes = Buffer.byteLength(JSON.stringify(call));
  if (bytes > EVENT_BYTES_MAX) {
    return refuseThis('EVENT_TOO_LARGE', '$', `at most ${EVENT_BYTES_MAX} bytes an event`, `${bytes} bytes`);
  }
  const occurredMs = timestamp === undefined ? receivedAt.getTime() : Date.parse(timestamp);
  if (occurredMs < 0) return refuseThis('EVENT_INVALID', '$.timestamp', 'an instant since 1970', String(timestamp));
  if (occurredMs > receivedAt.getTime() + AHEAD_MAX_MS) {
    return refuseThis('TIMESTAMP_AHEAD', '$.timestamp', 'an instant at most an hour ahead', String(timestamp));
  }
  if (VALUE_EVENTS.has(event) && keyKind !== 'server') {
    return refuseThis('KEY_NOT_TRUSTED', '$.event', 'a server key for events that move value', `a ${keyKind} key`);
  }
  if (event === 'Order Completed') {
    const order = z.safeParse(orderProperties, properties ?? {});
    if (!order.success) return refuse(refusalOf(order.error, properties ?? {}, call, '$.properties'));
    const amount = parseAmount(order.data.revenue, order.data.currency);
    if (!amount.ok) {
      return refuseThis('AMOUNT_INVALID', '$.properties.revenue', amount.refusal.expected, amount.refusal.given);
    }
  }
  return ok({
    type: 'track',
    event,
    messageId: messageId ?? `content-${contentHash(call)}`,
    ...(userId ? { userId } : {}),
    ...(anonymousId ? { anonymousId } : {}),
    timestamp: new Date(occurredMs).toISOString(),
    receivedAt: receivedAt.toISOString(),
    properties: properties ?? {},
  });
}

function refusalOf(error: z.core.$ZodError, parsed: unknown, call: unknown, root: string): TrackRefusal {
  const [issue] = error.issues;
  const steps = issue?.path ?? [];
  const given = steps.reduce<unknown>(
    (value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step],
    parsed,
  );
  const messageId = (call as { messageId?: unknown } | null)?.messageId;
  return {
    code: 'EVENT_INVALID',
    messageId: typeof messageId === 'string' ? messageId : undefined,
    path: [root, ...steps.map(String)].join('.'),
    expected: issue ? expectation(issue) : 'something else',
    given: given === undefined ? 'nothing' : (JSON.stringify(given) ?? String(given)).slice(0, GIVEN_CHARACTERS_MAX),
  };
}
