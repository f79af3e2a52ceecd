import { countFeedback } from './channel-store.ts';
import type { EmailFeedback } from './email-event.ts';
import type { FeedbackStore } from './feedback-store.ts';
import type { StopMarketing } from './stop-marketing.ts';
import type { SuppressionStore } from './suppression-store.ts';

export interface FeedbackPorts {
  readonly suppressions: Pick<SuppressionStore, 'suppress'>;
  readonly messages: FeedbackStore;
  readonly stopMarketing: StopMarketing;
}

/**
 * Takes what was heard of an e-mail: the address is suppressed first of all, then the message knows of it, and the
 * channel stops where that was one too many. Told again, in part or out of order, it comes to the same.
 */
export const createTakeFeedback =
  ({ suppressions, messages, stopMarketing }: FeedbackPorts) =>
  async ({ message, heard, at, sentAt, counts, suppression, addresses }: EmailFeedback): Promise<void> => {
    if (suppression !== undefined) {
      await Promise.all(addresses.map((address) => suppressions.suppress(address, { reason: suppression, at })));
    }
    if (message === undefined) return;
    const day = sentAt.slice(0, 10);
    await messages.keepFeedback(message, heard, at, counts && countFeedback('email', day, counts));
    // Even if it is no news: whoever counted it may not have lived to look.
    if (counts !== undefined) await stopMarketing('email', day);
  };
