import type { Clock } from '../kernel/clock.ts';
import type { MessageStore } from './message-store.ts';
import type { SmsResult } from './sms-result.ts';
import type { SuppressionStore } from './suppression-store.ts';

export interface SmsResultPorts {
  readonly suppressions: Pick<SuppressionStore, 'suppress'>;
  readonly messages: Pick<MessageStore, 'byProviderId' | 'keepFeedback'>;
  readonly clock: Clock;
}

/** So long after its result a message may still not be found, by an index that follows the table. */
const FOUND_WITHIN_MS = 120_000;

/**
 * Takes what became of SMS. Results of the whole account come in here: one of which no message is known is somebody
 * else's, unless it is so fresh that its message may not be found yet.
 * @throws if there was one of those, so that all come again
 */
export const createTakeSmsResults =
  ({ suppressions, messages, clock }: SmsResultPorts) =>
  async (results: readonly SmsResult[]): Promise<void> => {
    const isTaken = await Promise.all(
      results.map(async ({ providerId, heard, at, unreachable }) => {
        if (unreachable !== undefined) await suppressions.suppress(unreachable, { reason: 'UNREACHABLE', at });
        const message = await messages.byProviderId(providerId);
        if (message === undefined) return clock().getTime() - Date.parse(at) > FOUND_WITHIN_MS;
        await messages.keepFeedback(message, heard, at);
        return true;
      }),
    );
    const missing = isTaken.filter((taken) => !taken).length;
    if (missing > 0) throw new Error(`the messages of ${missing} fresh results are not found yet`);
  };
