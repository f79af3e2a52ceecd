import { logFunction } from '../../kernel/batch.ts';
import { systemClock as clock } from '../../kernel/clock.ts';
import { readSmsResult } from '../sms-result.ts';
import { createTakeSmsResults } from '../take-sms-results.ts';
import { connectFeedback } from './connect-feedback.ts';

const { messages, suppressions } = await connectFeedback();
const takeSmsResults = createTakeSmsResults({ messages, suppressions, clock });

export const handler = logFunction((lines) =>
  takeSmsResults(lines.flatMap(({ message, timestamp }) => readSmsResult(message, timestamp) ?? [])),
);
