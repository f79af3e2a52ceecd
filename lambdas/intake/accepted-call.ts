import * as z from 'zod/mini';
import { contentHash } from '../kernel/ids.ts';
import { CALL_TYPES, type CallType, type PlatformEvent } from '../kernel/platform-event.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { cleanText, cleanValue } from '../kernel/text.ts';
import { type Call, type CallRefusal, call as callSchema, id } from './call.ts';
import { formFault, readTime } from './call-form.ts';
import { isKnownEvent, readEventFacts } from './event-facts.ts';
import { type Fault, pathOf, readPart, shown } from './fault.ts';
import { readOrderFacts } from './order-facts.ts';
import { type Place, placeOf } from './place.ts';
import { PROFILE_TRAITS, readProfileFacts } from './profile-facts.ts';
import { isTicketEvent, readTicketFacts } from './ticket-facts.ts';
import { readContactTraits, type Traits } from './trait.ts';
import { judgeTrust, type Sender } from './trust.ts';

/** A real order of 1,114 lines needs 112 KB. */
const EVENT_BYTES_MAX = 256 * 1024;
/** What travels has to fit into an entry of the bus and a message of a queue, envelope included. */
const FACTS_BYTES_MAX = 230 * 1024;

/** What the programme says of events. */
export interface IntakeSettings {
  /** Where phone numbers without a country code belong. */
  readonly country: string;
  readonly orderEvents: ReadonlySet<string>;
  /** Events that earn points, beside orders. */
  readonly actions: ReadonlySet<string>;
  readonly clientEvents: ReadonlySet<string>;
  /** Properties that are kept of the shop's own events, by event. */
  readonly customEvents: ReadonlyMap<string, readonly string[]>;
  /** The property that tells occasions of an action apart, by event. */
  readonly actionProperties: ReadonlyMap<string, string>;
}

/** A call that was accepted: what travels, and what is told of the person, which does not. */
export interface AcceptedCall {
  readonly event: PlatformEvent;
  readonly traits: Traits;
  /** Travels too, and is kept before: what follows from the same call is decided by it. */
  readonly place: Place;
  /** Of a name that neither the specification nor the programme has. */
  readonly isUnknown: boolean;
}

/**
 * Accepts or refuses one call by its form.
 * @param given the call as it came, `type` the one that its route says, undefined where the call says it
 */
export function acceptCall(
  given: unknown,
  type: CallType | undefined,
  receivedAt: Date,
  sender: Sender,
  settings: IntakeSettings,
): Result<AcceptedCall, CallRefusal> {
  const judged = judge(given, type, receivedAt, sender, settings);
  return judged.ok ? judged : refuse({ ...judged.refusal, messageId: messageIdOf(given) });
}

function judge(
  given: unknown,
  routeType: CallType | undefined,
  receivedAt: Date,
  sender: Sender,
  settings: IntakeSettings,
): Result<AcceptedCall, Fault> {
  const cleaned = cleanValue(given);
  if ('fault' in cleaned) {
    const { path, expected, given: found } = cleaned.fault;
    return refuse({ code: 'EVENT_INVALID', path: pathOf('$', path), expected, given: found });
  }
  const bytes = Buffer.byteLength(JSON.stringify(cleaned.value) ?? '');
  if (bytes > EVENT_BYTES_MAX) return tooLarge(EVENT_BYTES_MAX, bytes);
  const read = readPart(callSchema, cleaned.value, '$');
  if (!read.ok) return read;
  const call = read.value;
  const type = routeType ?? call.type;
  if (type === undefined) return invalid('$.type', CALL_TYPES.join(' or '), call.type);

  const fault = formFault(type, call);
  if (fault !== undefined) return refuse(fault);
  const trust = judgeTrust(type, call, sender, settings.clientEvents);
  if (!trust.ok) return trust;
  const event = type === 'track' ? (call.event ?? '') : type;
  const isValue = type === 'track' && (settings.orderEvents.has(event) || settings.actions.has(event));
  const time = readTime(call, receivedAt, isValue);
  if (!time.ok) return time;
  const facts = readFacts(type, event, call, settings);
  if (!facts.ok) return facts;
  // Of a client key only empty traits get here, and they take nothing away.
  const isTold = type === 'identify' && sender.kind === 'server';
  const told = isTold ? readContactTraits(contactPart(call), settings.country) : ok({});
  if (!told.ok) return told;

  const accepted: PlatformEvent = {
    type,
    event,
    class: isValue ? 'value' : 'activity',
    messageId: call.messageId ?? contentId(cleaned.value, call, receivedAt),
    ...(trust.value.userId === undefined ? {} : { userId: trust.value.userId }),
    ...(call.anonymousId ? { anonymousId: call.anonymousId } : {}),
    timestamp: time.value,
    receivedAt: receivedAt.toISOString(),
    ...(call.context?.backfill === true ? { isBackfill: true } : {}),
    ...(sender.kind === 'client' ? { isFromClient: true } : {}),
    facts: facts.value,
  };
  const size = Buffer.byteLength(JSON.stringify(accepted));
  if (size > FACTS_BYTES_MAX) return tooLarge(FACTS_BYTES_MAX, size);
  const isUnknown = type === 'track' && !isValue && !isKnownEvent(event) && !settings.customEvents.has(event);
  const place = type === 'identify' ? placeOf(facts.value, time.value) : {};
  return ok({ event: accepted, traits: told.value, place, isUnknown });
}

function readFacts(
  type: CallType,
  event: string,
  call: Call,
  settings: IntakeSettings,
): Result<Readonly<Record<string, unknown>>, Fault> {
  const properties = call.properties ?? {};
  const device = readProfileFacts(call.traits ?? {}, call.context ?? {});
  if (type === 'alias') return ok({ previousId: call.previousId });
  if (type === 'group') return ok({ groupId: call.groupId });
  if (type === 'identify') return ok(device);
  // That a page was seen is a fact; its name, address and title may hold anything.
  if (type !== 'track') return ok({});
  if (settings.orderEvents.has(event)) return readOrderFacts(event, properties);
  const { actionProperties, customEvents } = settings;
  const actionProperty = actionProperties.get(event);
  const own = [...(customEvents.get(event) ?? []), ...(actionProperty === undefined ? [] : [actionProperty])];
  const facts = readEventFacts(event, properties, own);
  if (!isTicketEvent(event)) return ok(facts);
  const ticket = readTicketFacts(event, properties);
  return ticket.ok ? ok({ ...facts, ...ticket.value }) : ticket;
}

function contactPart({ traits }: Call): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(traits ?? {}).filter(([name]) => !PROFILE_TRAITS.has(name)));
}

/**
 * The id of a call that has none: its content, so that the same call sent again is the same event. Without a timestamp
 * it is another one the next day.
 */
function contentId(cleaned: unknown, { timestamp }: Call, receivedAt: Date): string {
  return `content-${contentHash(timestamp ? cleaned : [cleaned, receivedAt.toISOString().slice(0, 10)])}`;
}

function invalid(path: string, expected: string, given: unknown) {
  return refuse<Fault>({ code: 'EVENT_INVALID', path, expected, given: shown(given) });
}

function tooLarge(bytesMax: number, bytes: number) {
  const expected = `at most ${bytesMax} bytes an event`;
  return refuse<Fault>({ code: 'EVENT_TOO_LARGE', path: '$', expected, given: `${bytes} bytes` });
}

function messageIdOf(given: unknown): string | undefined {
  const messageId = (given as { messageId?: unknown } | null | undefined)?.messageId;
  if (typeof messageId === 'string' && !messageId.isWellFormed()) return undefined;
  const read = z.safeParse(id, typeof messageId === 'string' ? cleanText(messageId) : messageId);
  return read.success ? read.data : undefined;
}
