import type { Feedback, Heard } from '../kernel/message-outcome.ts';
import type { Table } from '../kernel/table/client.ts';
import { keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';
import { type Update, updateIf, updateOf } from '../kernel/table/update.ts';
import { keptUntil } from './message-item.ts';
import type { MessageReference } from './message-tag.ts';

/** What is heard of messages, beside what their sender keeps, whichever comes first. */
export interface FeedbackStore {
  /**
   * Keeps what was heard of a message, in whatever order it is told.
   * @param counted written with the first that is heard of its kind, and never again
   * @returns whether it was news
   */
  keepFeedback(message: MessageReference, heard: Heard, at: string, counted?: Write): Promise<boolean>;
}

/** Of the kind nothing was heard before, nothing as early, or nothing as late. */
const CONDITIONS = {
  FIRST: 'attribute_not_exists(#heard)',
  EARLIEST: 'attribute_not_exists(#heard) OR #heard > :heard',
  LATEST: 'attribute_not_exists(#heard) OR #heard < :heard',
} as const;

export const createFeedbackStore = (table: Table): FeedbackStore => ({
  async keepFeedback(message, heard, instant, counted) {
    // An order may follow from a click that is not the first.
    if (heard === 'clickedAt') await updateIf(table, feedbackUpdate(message, 'lastClickedAt', instant, 'LATEST'));
    if (counted !== undefined) {
      const writes = { message: { Update: feedbackUpdate(message, heard, instant, 'FIRST') }, counted };
      if ((await transact(table, writes)).committed) return true;
    }
    return updateIf(table, feedbackUpdate(message, heard, instant, 'EARLIEST'));
  },
});

function feedbackUpdate(
  { memberId, messageKey }: MessageReference,
  heard: keyof Feedback,
  instant: string,
  expected: keyof typeof CONDITIONS,
): Update {
  return updateOf(
    keys.message(memberId, messageKey),
    // Of a message that nothing else is ever kept of, feedback ends too.
    { entityType: 'Message', memberId, messageKey, [heard]: instant, ttlEpochSeconds: keptUntil(instant) },
    {
      condition: CONDITIONS[expected],
      names: { '#heard': heard },
      values: expected === 'FIRST' ? {} : { ':heard': instant },
    },
  );
}
