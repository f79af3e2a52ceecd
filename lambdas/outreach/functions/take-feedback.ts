import { queueFunction } from '../../kernel/batch.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createChannelStore } from '../channel-store.ts';
import { emailEvent, isTopicCheck, readEmailEvent } from '../email-event.ts';
import { createStopMarketing } from '../stop-marketing.ts';
import { createTakeFeedback } from '../take-feedback.ts';
import { connectFeedback } from './connect-feedback.ts';
import { tellStopped } from './connect-stops.ts';

const { table, messages, suppressions } = await connectFeedback();
const stopMarketing = createStopMarketing(createChannelStore(table), systemClock, tellStopped);
const takeFeedback = createTakeFeedback({ messages, suppressions, stopMarketing });

export const handler = queueFunction(
  emailEvent,
  async (event) => {
    const feedback = readEmailEvent(event);
    if (feedback !== undefined) await takeFeedback(feedback);
  },
  { isAside: isTopicCheck },
);
