import type { Feedback } from '../kernel/message-outcome.ts';
import { keys } from '../kernel/table/keys.ts';
import { type Update, updateOf } from '../kernel/table/update.ts';
import { keptUntil } from './message-item.ts';
import type { MessageReference } from './message-tag.ts';

/** Of the kind nothing was heard before, nothing as early, or nothing as late. */
const CONDITIONS = {
  FIRST: 'attribute_not_exists(#heard)',
  EARLIEST: 'attribute_not_exists(#heard) OR #heard > :heard',
  LATEST: 'attribute_not_exists(#heard) OR #heard < :heard',
} as const;

/** The write of what was heard of a message, beside what its sender keeps, whichever comes first. */
export function feedbackUpdate(
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
