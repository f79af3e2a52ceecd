import type { Bus } from '../kernel/bus.ts';
import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { contentHash } from '../kernel/ids.ts';
import { type CallType, PLATFORM_EVENT_SOURCE } from '../kernel/platform-event.ts';
import type { RecordRejection } from '../kernel/rejection.ts';
import { cleanText } from '../kernel/text.ts';
import { type AcceptedCall, acceptCall, type IntakeSettings } from './accepted-call.ts';
import type { ApplyTraits, ToldTraits } from './apply-traits.ts';
import { type CallRefusal, isAddressLike } from './call.ts';
import type { Sender } from './trust.ts';

/** Rejections that are kept of one request; all are told to the caller. */
const KEPT_REJECTIONS_MAX = 25;

/** The answer to a request that could be read: what was refused is named by its position. */
export interface AcceptedEvents {
  readonly success: true;
  readonly accepted: number;
  readonly rejected: readonly ({ readonly index: number } & CallRefusal)[];
}

export interface IntakePorts {
  readonly bus: Bus;
  readonly applyTraits: ApplyTraits;
  readonly recordRejection: RecordRejection;
  readonly clock: Clock;
  /** Told how many events of a request nobody knows. */
  readonly countUnknown: (events: number) => void;
}

/**
 * Accepts calls one by one. When the answer is given, what is accepted is on the bus, what it tells of persons is in
 * their contacts, and what is refused is kept for the operator, since Segment's clients do not read the answer.
 */
export const createAcceptEvents =
  ({ bus, applyTraits, recordRejection, clock, countUnknown }: IntakePorts, settings: IntakeSettings) =>
  async (calls: readonly unknown[], type: CallType | undefined, sender: Sender): Promise<AcceptedEvents> => {
    const receivedAt = clock();
    const judged = calls.map((call, index) => ({
      index,
      call,
      result: acceptCall(call, type, receivedAt, sender, settings),
    }));
    const accepted = judged.flatMap(({ result }) => (result.ok ? [result.value] : []));
    const refused = judged.flatMap(({ index, call, result }) =>
      result.ok ? [] : [{ call, refusal: { index, ...result.refusal } }],
    );
    await keepTraits(applyTraits, accepted);
    await publish(bus, accepted);
    await Promise.all(
      refused.slice(0, KEPT_REJECTIONS_MAX).map(({ call, refusal }) => recordRejection(rejectionOf(call, refusal))),
    );
    countUnknown(accepted.filter(({ isUnknown }) => isUnknown).length);
    return { success: true, accepted: accepted.length, rejected: refused.map(({ refusal }) => refusal) };
  };

/** One write a member, however many calls of a batch speak of it. */
async function keepTraits(applyTraits: ApplyTraits, accepted: readonly AcceptedCall[]): Promise<void> {
  const told = accepted.flatMap(({ event, traits, place }): ToldTraits[] =>
    event.userId === undefined || Object.keys({ ...traits, ...place }).length === 0
      ? []
      : [{ memberId: event.userId, traits, place, at: event.timestamp }],
  );
  const byMember = Map.groupBy(told, ({ memberId }) => memberId);
  await Promise.all([...byMember].map(([memberId, each]) => applyTraits(memberId, each)));
}

async function publish(bus: Bus, accepted: readonly AcceptedCall[]): Promise<void> {
  const entries = accepted.map(({ event }) => ({
    source: PLATFORM_EVENT_SOURCE,
    name: event.event,
    detail: { ...event },
  }));
  const failed = await bus.put(entries);
  // The whole request fails: the caller sends all again, and consumers know what they have had.
  if (failed.length > 0) throw new BusyError(`the bus did not take ${failed.length} of ${entries.length} events`);
}

/** What is kept of a refused call: where and why, not what stood there. */
function rejectionOf(call: unknown, { code, path, expected, messageId }: CallRefusal) {
  const { event } = (call ?? {}) as { event?: unknown };
  const name = typeof event === 'string' && event.length <= 128 && event.isWellFormed() ? cleanText(event) : '';
  return {
    memberId: undefined,
    messageId: messageId ?? `content-${contentHash(String(JSON.stringify(call)))}`,
    eventName: name === '' || isAddressLike(name) ? 'unknown' : name,
    code,
    details: { path, expected },
  };
}
