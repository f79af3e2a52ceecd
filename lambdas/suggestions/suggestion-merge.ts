import { ok, type Result, refuse } from '../kernel/result.ts';
import { distinct, type HeardSuggestion, type Suggestion, type SuggestionState } from './suggestion.ts';

/** So many hear of one suggestion, those of its duplicates among them: all of them fit into one item. */
export const LISTENERS_MAX = 1_000;
/** So many duplicates wait for the decision on one suggestion; more than that tell that it should be decided. */
export const DUPLICATES_MAX = 1_000;

/** States that nothing more is expected of: whoever asked has heard by then. */
export const CLOSED_STATES: readonly SuggestionState[] = ['DONE', 'DECLINED'];

export type MergeRefusal =
  | { readonly code: 'STATE_UNREACHABLE'; readonly expected: string; readonly given: string }
  | { readonly code: 'ANSWER_MISSING'; readonly expected: string; readonly given: string }
  | { readonly code: 'DUPLICATE_OF_MISSING'; readonly expected: string }
  | { readonly code: 'DUPLICATE_OF_UNKNOWN'; readonly given: string }
  | { readonly code: 'DUPLICATE_OF_DUPLICATE'; readonly expected: string; readonly given: string }
  | { readonly code: 'LISTENERS_FULL'; readonly expected: string; readonly given: string }
  | { readonly code: 'DUPLICATES_FULL'; readonly expected: string; readonly given: string };

/** Whose answer is to be told, and to whom: everybody who asked, or from `fromListener` on, who just came by a merge. */
export type Told = HeardSuggestion & { readonly fromListener: number };

/** What a merge comes to. */
export interface Merged {
  readonly changed: HeardSuggestion;
  /** The one that speaks for the duplicate, with its listeners; undefined where it did before. */
  readonly merged?: HeardSuggestion;
  readonly told?: Told;
}

/** Whether somebody asked to hear of a suggestion, and never will: it is closed, and nothing was said. */
export const isUnheard = ({ state, answer }: Suggestion, listeners: readonly string[]): boolean =>
  CLOSED_STATES.includes(state) && answer === undefined && listeners.length > 0;

/**
 * Makes a suggestion a duplicate. Whoever asked to hear of it hears of the one that speaks for it, also of what was
 * answered before.
 * @param next the duplicate as it will be
 * @param original the suggestion that `duplicateOf` names; undefined if there is none
 */
export function mergeInto(
  { suggestion: before, listeners }: HeardSuggestion,
  next: Suggestion,
  { duplicateOf = before.duplicateOf, at }: { readonly duplicateOf?: string | undefined; readonly at: string },
  original: HeardSuggestion | undefined,
): Result<Merged, MergeRefusal> {
  if (next.state !== 'DUPLICATE' || duplicateOf === undefined) {
    const expected = 'duplicateOf with the state DUPLICATE, and with no other';
    return refuse({ code: 'DUPLICATE_OF_MISSING', expected });
  }
  if (before.state === 'DUPLICATE') {
    if (duplicateOf === before.duplicateOf) return ok({ changed: { suggestion: next, listeners } });
    return refuse({ code: 'STATE_UNREACHABLE', expected: `duplicateOf ${before.duplicateOf}`, given: duplicateOf });
  }
  if (original === undefined || duplicateOf === next.suggestionId) {
    return refuse({ code: 'DUPLICATE_OF_UNKNOWN', given: duplicateOf });
  }
  if (original.suggestion.state === 'DUPLICATE') {
    const expected = `one that is no duplicate, such as ${original.suggestion.duplicateOf}`;
    return refuse({ code: 'DUPLICATE_OF_DUPLICATE', expected, given: duplicateOf });
  }
  if (isUnheard(original.suggestion, listeners)) {
    const expected = `an answer to ${duplicateOf} for those who asked to hear`;
    return refuse({ code: 'ANSWER_MISSING', expected, given: original.suggestion.state });
  }
  return join({ suggestion: { ...next, duplicateOf }, listeners }, original, at);
}

function join(duplicate: HeardSuggestion, original: HeardSuggestion, at: string): Result<Merged, MergeRefusal> {
  const all = distinct([...original.listeners, ...duplicate.listeners]);
  if (all.length > LISTENERS_MAX) {
    return refuse({ code: 'LISTENERS_FULL', expected: `at most ${LISTENERS_MAX}`, given: `${all.length}` });
  }
  const [changed, suggestion] = shareDecision(duplicate.suggestion, original.suggestion, at);
  const waiting = suggestion.duplicatesAt?.length ?? 0;
  if (waiting > DUPLICATES_MAX) {
    const expected = `at most ${DUPLICATES_MAX} before it is decided`;
    return refuse({ code: 'DUPLICATES_FULL', expected, given: `${waiting}` });
  }
  const fromListener = original.listeners.length;
  const isNews = suggestion.answer !== undefined && all.length > fromListener;
  return ok({
    changed: { suggestion: changed, listeners: [] },
    merged: { suggestion, listeners: all },
    ...(isNews ? { told: { suggestion, listeners: all, fromListener } } : {}),
  });
}

/**
 * A duplicate is decided with the one that speaks for it: at once if that is decided, and else when it will be. Until then
 * that one keeps when the duplicate came in, and when its own duplicates did, so that one item tells of all of them.
 */
function shareDecision(duplicate: Suggestion, original: Suggestion, at: string): readonly [Suggestion, Suggestion] {
  if (duplicate.decidedAt !== undefined) return [duplicate, original];
  if (original.decidedAt !== undefined) return [{ ...duplicate, decidedAt: at }, original];
  const duplicatesAt = [...(original.duplicatesAt ?? []), ...(duplicate.duplicatesAt ?? []), duplicate.createdAt];
  return [
    { ...duplicate, duplicatesAt: undefined },
    { ...original, duplicatesAt },
  ];
}
