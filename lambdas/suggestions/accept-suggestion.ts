import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import {
  beginSuggestion,
  type GivenRefusal,
  type GivenSuggestion,
  ID_RANDOM_BYTES,
  suggestionIdOf,
} from './suggestion.ts';
import type { SuggestionStore } from './suggestion-store.ts';

const ATTEMPTS_MAX = 3;

export interface AcceptPorts {
  readonly store: Pick<SuggestionStore, 'keptAnswer' | 'keep'>;
  readonly clock: Clock;
  /** So many unpredictable bytes. */
  readonly random: (bytes: number) => Buffer;
}

export interface AcceptRequest {
  readonly route: string;
  readonly key: string;
  readonly requestHash: string;
}

/** More than anybody has to say on a day; what holds a leaked link in check. */
export const PER_DAY_MAX = 5;

export type AcceptRefusal =
  | GivenRefusal
  | { readonly code: 'DAY_FULL'; readonly expected: string }
  | { readonly code: 'IDEMPOTENCY_KEY_REUSED' };

/**
 * Keeps a suggestion, of a member up to {@link PER_DAY_MAX} on a day of the zone. The same request again keeps nothing,
 * and is answered as it was.
 */
export const createAcceptSuggestion =
  ({ store, clock, random }: AcceptPorts, timeZone: string) =>
  async (given: GivenSuggestion, request: AcceptRequest): Promise<Result<unknown, AcceptRefusal>> => {
    const { route, key, requestHash } = request;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const kept = await store.keptAnswer(route, key);
      if (kept !== undefined) {
        return kept.requestHash === requestHash ? ok(kept.answer) : refuse({ code: 'IDEMPOTENCY_KEY_REUSED' });
      }
      const now = clock();
      const begun = beginSuggestion(given, suggestionIdOf(now, random(ID_RANDOM_BYTES)), now);
      if (!begun.ok) return begun;
      const { suggestionId, state, createdAt } = begun.value.suggestion;
      const answer = { suggestionId, state, createdAt };
      const limit = { day: dayOf(now.getTime(), timeZone), max: PER_DAY_MAX };
      const written = await store.keep(begun.value, { ...request, answer }, limit);
      if (written === 'KEPT') return ok(answer);
      if (written === 'DAY_FULL') return refuse({ code: 'DAY_FULL', expected: `at most ${PER_DAY_MAX} a day` });
    }
    throw new BusyError(`a suggestion was written ${ATTEMPTS_MAX} times and is not there`);
  };

export type AcceptSuggestion = ReturnType<typeof createAcceptSuggestion>;
