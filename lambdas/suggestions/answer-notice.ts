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

/** Some of the listeners, by their places in the list; it is only ever added to, so these stay the same ones. */
export interface ListenerRange {
  readonly fromListener: number;
  /** The first who is none of them. */
  readonly toListener: number;
}

/** The answer that holds; undefined where there is none. */
export function toldAnswerOf({ suggestionId, state, answer, answerCount }: Suggestion): ToldAnswer | undefined {
  return answer === undefined ? undefined : { suggestionId, answerNumber: answerCount, state, answer };
}

/**
 * Tells a member of an answer, once. With `others` its event is also what they are told by: it leaves with the change that
 * it tells of, so nobody is forgotten.
 * @param at when it is told, ISO-8601 in UTC; for whoever came to an old answer by a merge it is no old news
 */
export function answerNotice(memberId: string, told: ToldAnswer, at: string, others?: ListenerRange): Notice {
  return {
    memberId,
    noticeId: `SUGGESTION#${told.suggestionId}#${told.answerNumber}`,
    name: 'SuggestionAnswered',
    occurredAt: at,
    data: { ...told, hasOthers: others !== undefined, ...others },
  };
}
