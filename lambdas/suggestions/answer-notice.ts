import type { Notice } from '../kernel/notice.ts';
import type { Suggestion, Words } from './suggestion.ts';

/** An answer as it is told. */
export interface ToldAnswer {
  readonly suggestionId: string;
  /** Which of the suggestion's answers it is, from 1. */
  readonly answerNumber: number;
  readonly state: string;
  readonly answer: Words;
}

/** The answer that holds; undefined where there is none. */
export function toldAnswerOf({ suggestionId, state, answer, answerCount }: Suggestion): ToldAnswer | undefined {
  return answer === undefined ? undefined : { suggestionId, answerNumber: answerCount, state, answer };
}

/**
 * Tells a member of an answer, once. With `hasOthers` its event is also what the others are told by: it leaves with the
 * change that it tells of, so nobody is forgotten.
 * @param at when it is told, ISO-8601 in UTC; for whoever came to an old answer by a merge it is no old news
 */
export function answerNotice(memberId: string, told: ToldAnswer, at: string, hasOthers = false): Notice {
  return {
    memberId,
    noticeId: `SUGGESTION#${told.suggestionId}#${told.answerNumber}`,
    name: 'SuggestionAnswered',
    occurredAt: at,
    data: { ...told, hasOthers },
  };
}
