import { answerNotice, type ToldAnswer } from './answer-notice.ts';
import type { FindHolder } from './find-holder.ts';
import { distinct } from './suggestion.ts';
import type { SuggestionStore } from './suggestion-store.ts';

const AT_ONCE = 25;

/**
 * Tells an answer to everybody who asked to hear of the suggestion. Whoever was told is not told again, so that it may stop
 * anywhere and begin anew; those who came to the suggestion by a merge since then are told as well.
 * @param at when it is told, ISO-8601 in UTC; of one event always the same
 */
export const createAnnounceAnswer =
  (store: Pick<SuggestionStore, 'find' | 'tell'>, findHolder: FindHolder) =>
  async (told: ToldAnswer, at: string): Promise<number> => {
    const listeners = (await store.find(told.suggestionId))?.listeners ?? [];
    for (let first = 0; first < listeners.length; first += AT_ONCE) {
      const page = await Promise.all(listeners.slice(first, first + AT_ONCE).map(findHolder));
      await Promise.all(distinct(page).map((memberId) => store.tell(answerNotice(memberId, told, at))));
    }
    return listeners.length;
  };
