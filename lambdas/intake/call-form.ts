import type { CallType } from '../kernel/platform-event.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { Call } from './call.ts';
import type { Fault } from './fault.ts';
import { isTicketEvent } from './ticket-facts.ts';

const AHEAD_MAX_MS = 3_600_000;
/** A day less than duplicates are remembered. */
const AGE_MAX_MS = 29 * 86_400_000;

/** What each type of call can not do without. */
export function formFault(
  type: CallType,
  { event, userId, anonymousId, previousId, groupId }: Call,
): Fault | undefined {
  const missing = (path: string, expected: string): Fault => ({
    code: 'EVENT_INVALID',
    path,
    expected,
    given: 'nothing',
  });
  if (!userId && !anonymousId) return missing('$.userId', 'userId or anonymousId');
  if (type === 'track' && event === undefined) return missing('$.event', 'the name of the event');
  if ((type === 'identify' || type === 'alias') && !userId) return missing('$.userId', 'the id of the member');
  if (type === 'track' && isTicketEvent(event ?? '') && !userId) {
    return missing('$.userId', 'the id of the member: whose ticket it is can not be found out later');
  }
  if (type === 'alias' && !previousId) return missing('$.previousId', 'the anonymous id that the member had');
  if (type === 'group' && !groupId) return missing('$.groupId', 'the id of the group');
  return undefined;
}

/** When it happened, as ISO-8601 in UTC; without a timestamp it is the time of receipt. */
export function readTime({ timestamp, context }: Call, receivedAt: Date, isValue: boolean): Result<string, Fault> {
  if (!timestamp) return ok(receivedAt.toISOString());
  const occurredMs = Date.parse(timestamp);
  const ageMs = receivedAt.getTime() - occurredMs;
  const wrong = (code: Fault['code'], expected: string) =>
    refuse<Fault>({ code, path: '$.timestamp', expected, given: timestamp });
  if (!(occurredMs >= 0)) return wrong('EVENT_INVALID', 'an instant since 1970');
  if (ageMs < -AHEAD_MAX_MS) return wrong('TIMESTAMP_AHEAD', 'an instant at most an hour ahead');
  if (ageMs > AGE_MAX_MS && !isValue && context?.backfill !== true) {
    return wrong('TIMESTAMP_OLD', 'an instant of the last 29 days, or context.backfill: true for what is past');
  }
  return ok(new Date(occurredMs).toISOString());
}
