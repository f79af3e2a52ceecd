import type { MessageStatus } from '../kernel/message-outcome.ts';
import type { Verdict } from './contact-decision.ts';
import type { ContactMessage } from './contact-message.ts';
import { type GoalFacts, isGoalMet } from './goal.ts';
import type { MessageDefinition } from './message-catalogue.ts';
import { type KeptMessage, type MessageRequest, messageKeyOf } from './sent-message.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const PRIORITY_MAX = 100;
/** Told later than that, it is no news. */
const LATE_HOURS_MAX = 72;

/** When a message is due by its trigger: so many minutes after what it follows from. */
export function triggeredAt({ occurredAt }: MessageRequest, { body }: MessageDefinition): Date {
  return new Date(Date.parse(occurredAt) + body.trigger.delayMinutes * MINUTE_MS);
}

/** After that instant a message is of no use, or what it follows from says that it is over: ISO-8601 in UTC. */
export function validUntil(request: MessageRequest, definition: MessageDefinition): string {
  const hours = Math.min(definition.body.validHours, LATE_HOURS_MAX);
  const until = new Date(triggeredAt(request, definition).getTime() + hours * HOUR_MS).toISOString();
  const { overAt } = request.data;
  return typeof overAt === 'string' && overAt < until ? overAt : until;
}

/** A request as the rules of contact look at it. @param known by which its goal is decided; without it, it is not met */
export function contactMessageOf(
  request: MessageRequest,
  definition: MessageDefinition,
  known?: GoalFacts,
): ContactMessage {
  const { channel, topic, priority, expectedValue } = definition.body;
  const isMet = known !== undefined && isGoalMet(definition, request, known);
  return {
    memberId: request.memberId,
    messageKey: messageKeyOf(request),
    channel,
    topic,
    class: definition.class,
    priority,
    expectedValue,
    validUntil: validUntil(request, definition),
    ...(isMet ? { journey: { isLive: true, isGoalMet: true } } : {}),
  };
}

/** What is kept of a message that was decided on. */
export function keptMessageOf(
  request: MessageRequest,
  definition: MessageDefinition,
  status: MessageStatus,
  verdict: Verdict,
  now: Date,
): KeptMessage {
  const { memberId, messageId, entry, occurredAt } = request;
  const { channel, topic } = definition.body;
  return {
    memberId,
    messageKey: messageKeyOf(request),
    messageId,
    definitionVersion: definition.version,
    channel,
    topic,
    class: definition.class,
    status,
    verdict,
    decidedAt: now.toISOString(),
    occurredAt,
    entry,
    validUntil: validUntil(request, definition),
  };
}

/** The same, to be asked again at an instant. Of those that wait for one second the more important are met first. */
export function waitingMessageOf(
  request: MessageRequest,
  definition: MessageDefinition,
  verdict: Verdict & { readonly kind: 'DEFER' },
  now: Date,
): KeptMessage {
  const second = Math.ceil(Date.parse(verdict.until) / SECOND_MS) * SECOND_MS;
  const until = new Date(second + PRIORITY_MAX - definition.body.priority);
  const { data } = request;
  return { ...keptMessageOf(request, definition, 'WAITING', verdict, now), data, dueAt: until.toISOString() };
}

/** What a waiting message asks for. */
export const requestOf = ({ memberId, messageId, entry, occurredAt, data = {} }: KeptMessage): MessageRequest => ({
  memberId,
  messageId,
  entry,
  occurredAt,
  data,
});

/** Whether an event is one of those that a message follows from. */
export function matchesTrigger({ body }: MessageDefinition, data: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(body.trigger.where ?? {}).every(([name, values]) => {
    const told = Object.hasOwn(data, name) ? (data[name] ?? null) : null;
    return values.some((value) => value === told);
  });
}
