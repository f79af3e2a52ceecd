import { answerNotice, type ListenerRange, type ToldAnswer } from './answer-notice.ts';
import type { FindHolders, Holder } from './find-holders.ts';
import type { SuggestionStore } from './suggestion-store.ts';

const AT_ONCE = 25;

/**
 * Tells an answer to those who it was for when it was given, or who then came to the suggestion by a merge. Whoever was
 * told is not told again, under whatever id, so that it may stop anywhere and begin anew.
 * @param at when it is told, ISO-8601 in UTC; of one event always the same
 */
export const createAnnounceAnswer =
  (store: Pick<SuggestionStore, 'find' | 'wasTold' | 'tell'>, findHolders: FindHolders) =>
  async (told: ToldAnswer, range: ListenerRange, at: string): Promise<number> => {
    const listeners = (await store.find(told.suggestionId))?.listeners ?? [];
    const holders = await findHolders(listeners, range);
    const tell = async ({ memberId, ids }: Holder) => {
      const isTold = await Promise.all(ids.map((id) => store.wasTold(answerNotice(id, told, at))));
      if (!isTold.includes(true)) await store.tell(answerNotice(memberId, told, at));
    };
    for (let first = 0; first < holders.length; first += AT_ONCE) {
      await Promise.all(holders.slice(first, first + AT_ONCE).map(tell));
    }
    return holders.length;
  };
