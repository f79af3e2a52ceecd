import * as z from 'zod/mini';
import { eventFunction } from '../../kernel/batch.ts';
import { platformEvent } from '../../kernel/platform-event.ts';
import { occasionOf, outcomeOf, placedOccasionOf, watchedEvent } from '../watched-event.ts';
import { creditOrder, watchMember } from './connect-churn.ts';

/** Events of one member in turn: side by side they would only meet on the member's watch. */
export const handler = eventFunction(
  z.union([watchedEvent, platformEvent]),
  async ({ detail }) => {
    if ('data' in detail) {
      const { memberId } = detail.data;
      const [occasion, outcome] = [occasionOf(detail), outcomeOf(detail)];
      if (occasion !== undefined) await watchMember(memberId, occasion);
      if (outcome !== undefined) await creditOrder(memberId, outcome);
      return;
    }
    const { userId } = detail;
    const placed = placedOccasionOf(detail);
    if (userId !== undefined && placed !== undefined) await watchMember(userId, placed);
  },
  { turnOf: ({ detail }) => ('data' in detail ? detail.data.memberId : (detail.userId ?? detail.messageId)) },
);
