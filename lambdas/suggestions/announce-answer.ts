import { answerNotice, type ToldAnswer } from './answer-notice.ts';
import type { FindHolders } from './find-holders.ts';
import type { SuggestionStore } from './suggestion-store.ts';

const AT_ONCE = 25;

/**
 * Tells an answer to everybody who asked to hear of the suggestion. Whoever was told is not told again, so that it may stop
 * anywhere and begin anew; those who came to the suggestion by a merge since then are told as well.
 * @param at when it is told, ISO-8601 in UTC; of one event always the same
 */
export const createAnnounceAnswer =
  (store: Pick<SuggestionStore, 'find' | 'tell'>, findHolders: FindHolders) =>
  async (told: ToldAnswer, at: string): Promise<number> => {
    const holders = await findHolders((await store.find(told.suggestionId))?.listeners ?? []);
    for (let first = 0; first < holders.length; first += AT_ONCE) {
      const page = holders.slice(first, first + AT_ONCE);
      await Promise.all(page.map(({ memberId }) => store.tell(answerNotice(memberId, told, at))));
    }
    return holders.length;
  };
