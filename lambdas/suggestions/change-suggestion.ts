import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { sha256 } from '../kernel/ids.ts';
import type { Notice } from '../kernel/notice.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { answerNotice, toldAnswerOf } from './answer-notice.ts';
import type { FindHolders } from './find-holders.ts';
import type { Told } from './suggestion-merge.ts';
import type { SuggestionStore } from './suggestion-store.ts';
import { viewSuggestion } from './suggestion-view.ts';
import { decideTriage, type Triage, type TriageRefusal } from './triage.ts';

const ATTEMPTS_MAX = 5;
const ROUTE = 'suggestion-triage';

export interface ChangeRequest extends Omit<Triage, 'at'> {
  readonly suggestionId: string;
  readonly requestKey: string;
  readonly requestHash: string;
}

export type ChangeRefusal =
  | TriageRefusal
  | { readonly code: 'SUGGESTION_UNKNOWN'; readonly given: string }
  | { readonly code: 'IDEMPOTENCY_KEY_REUSED' };

/**
 * Triages, answers and closes a suggestion, with an audit record and the first telling of an answer in one transaction.
 * The same request again changes nothing, and is answered as it was.
 */
export const createChangeSuggestion =
  (store: Pick<SuggestionStore, 'keptAnswer' | 'find' | 'change'>, findHolders: FindHolders, clock: Clock) =>
  async ({
    suggestionId,
    requestKey,
    requestHash,
    ...wish
  }: ChangeRequest): Promise<Result<unknown, ChangeRefusal>> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const kept = await store.keptAnswer(ROUTE, requestKey);
      if (kept !== undefined) {
        return kept.requestHash === requestHash ? ok(kept.answer) : refuse({ code: 'IDEMPOTENCY_KEY_REUSED' });
      }
      const found = await store.find(suggestionId);
      if (found === undefined) return refuse({ code: 'SUGGESTION_UNKNOWN', given: suggestionId });
      const original = wish.duplicateOf === undefined ? undefined : await store.find(wish.duplicateOf);
      const at = clock().toISOString();
      const triaged = decideTriage(found, { ...wish, at }, original);
      if (!triaged.ok) return triaged;
      const { changed, merged, told } = triaged.value;
      const { state, labels, duplicateOf, answerCount } = changed.suggestion;
      // Who reads later may lack the right to the text, and an answer is kept for a week: it is left out.
      const answer = viewSuggestion(changed, false);
      const written = await store.change({
        changed,
        version: found.suggestion.version,
        merged: merged && original && { heard: merged, version: original.suggestion.version },
        told: told && (await noticeOf(told, at, findHolders)),
        request: { route: ROUTE, key: requestKey, requestHash, answer },
        audit: {
          ...{ keyId: wish.keyId, action: 'suggestion.triage', subject: suggestionId, at },
          // The same request has the same record, however often it is written.
          id: sha256(requestKey).slice(0, 32),
          details: {
            state,
            labels,
            duplicateOf,
            answerCount,
            heardBy: told ? told.listeners.length - told.fromListener : 0,
          },
        },
      });
      if (written === 'CHANGED') return ok(answer);
    }
    throw new BusyError(`suggestion ${suggestionId} changed ${ATTEMPTS_MAX} times in a row`);
  };

/** One is told with the change; its event has the others told. */
async function noticeOf(
  { suggestion, listeners, fromListener }: Told,
  at: string,
  findHolders: FindHolders,
): Promise<Notice | undefined> {
  const range = { fromListener, toListener: listeners.length };
  const [answer, holders] = [toldAnswerOf(suggestion), await findHolders(listeners, range)];
  const [first] = holders;
  if (answer === undefined || first === undefined) return undefined;
  return answerNotice(first.memberId, answer, at, holders.length > 1 ? range : undefined);
}
