import * as z from 'zod/mini';
import { eventFunction } from '../../kernel/batch.ts';
import { logger } from '../../kernel/log.ts';
import { createAnnounceAnswer } from '../announce-answer.ts';
import { findHolders, store } from './connect-suggestions.ts';

const answered = z.object({
  occurredAt: z.iso.datetime(),
  data: z.object({
    suggestionId: z.string(),
    answerNumber: z.int(),
    state: z.string(),
    answer: z.object({ en: z.string(), zh: z.string() }),
    fromListener: z.int(),
    toListener: z.int(),
  }),
});
const announceAnswer = createAnnounceAnswer(store, findHolders);

export const handler = eventFunction(answered, async ({ detail: { data, occurredAt } }) => {
  const { fromListener, toListener, ...told } = data;
  const listenerCount = await announceAnswer(told, { fromListener, toListener }, occurredAt);
  logger.info('an answer was told', { suggestionId: told.suggestionId, listenerCount });
});
