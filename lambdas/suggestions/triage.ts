import { ok, type Result, refuse } from '../kernel/result.ts';
import {
  distinct,
  type HeardSuggestion,
  type Suggestion,
  type SuggestionState,
  type Words,
  withStep,
} from './suggestion.ts';

/** So many hear of one suggestion, those of its duplicates among them: all of them fit into one item. */
export const LISTENERS_MAX = 1_000;

/** What a suggestion can become. What is done stays done, and a duplicate is spoken for by another. */
const NEXT_STATES: Readonly<Record<SuggestionState, readonly SuggestionState[]>> = {
  NEW: ['ACCEPTED', 'PLANNED', 'DONE', 'DECLINED', 'DUPLICATE'],
  ACCEPTED: ['PLANNED', 'DONE', 'DECLINED', 'DUPLICATE'],
  PLANNED: ['DONE', 'DECLINED', 'DUPLICATE'],
  DONE: [],
  DECLINED: ['ACCEPTED', 'PLANNED', 'DONE'],
  DUPLICATE: [],
};

/** States that those are told of who asked to hear. */
const TOLD_STATES: readonly SuggestionState[] = ['PLANNED', 'DONE', 'DECLINED'];

/** States that nothing more is expected of: whoever asked has heard by then. */
const CLOSED_STATES: readonly SuggestionState[] = ['DONE', 'DECLINED'];

/** What an operator says of a suggestion; what is left out stays as it is. */
export interface Triage {
  readonly state?: SuggestionState | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly duplicateOf?: string | undefined;
  readonly answer?: Words | undefined;
  readonly keyId: string;
  /** ISO-8601 in UTC. */
  readonly at: string;
}

export type TriageRefusal =
  | { readonly code: 'STATE_UNREACHABLE'; readonly expected: string; readonly given: string }
  | { readonly code: 'ANSWER_NOT_FOR_STATE'; readonly expected: string; readonly given: string }
  | { readonly code: 'ANSWER_GIVEN' }
  | { readonly code: 'ANSWER_MISSING'; readonly expected: string; readonly given: string }
  | { readonly code: 'DUPLICATE_OF_MISSING'; readonly expected: string }
  | { readonly code: 'DUPLICATE_OF_UNKNOWN'; readonly given: string }
  | { readonly code: 'DUPLICATE_OF_DUPLICATE'; readonly expected: string; readonly given: string }
  | { readonly code: 'LISTENERS_FULL'; readonly expected: string; readonly given: string };

/** What a triage comes to. */
export interface Triaged {
  readonly changed: HeardSuggestion;
  /** The one that a duplicate is merged into, with its listeners; there for a duplicate only. */
  readonly merged?: HeardSuggestion;
  /** Whose answer is to be told, and to whom: everybody who asked, or from `fromListener` on, who just came by a merge. */
  readonly told?: HeardSuggestion & { readonly fromListener: number };
}

/**
 * Decides what becomes of a suggestion.
 * @param original the suggestion that `duplicateOf` names; undefined if there is none
 */
export function decideTriage(
  heard: HeardSuggestion,
  triage: Triage,
  original?: HeardSuggestion,
): Result<Triaged, TriageRefusal> {
  const { suggestion } = heard;
  const state = triage.state ?? suggestion.state;
  if (state !== suggestion.state && !NEXT_STATES[suggestion.state].includes(state)) {
    const expected = NEXT_STATES[suggestion.state].join(', ') || 'no other state';
    return refuse({ code: 'STATE_UNREACHABLE', expected: `from ${suggestion.state}: ${expected}`, given: state });
  }
  const answered = answerOf(suggestion, state, triage);
  if (!answered.ok) return answered;
  const labels = triage.labels === undefined ? suggestion.labels : distinct(triage.labels);
  const { at, keyId } = triage;
  const history = withStep(suggestion.history, { state, labels, at, keyId });
  const next: Suggestion = { ...suggestion, ...answered.value, state, labels, history };
  if (state === 'DUPLICATE' || triage.duplicateOf !== undefined) return mergeInto(heard, next, triage, original);
  if (state !== suggestion.state && isUnheard(next, heard.listeners)) {
    return refuse({ code: 'ANSWER_MISSING', expected: 'an answer for those who asked to hear', given: state });
  }
  const isNews = next.answerCount > suggestion.answerCount && heard.listeners.length > 0;
  return ok({
    changed: { ...heard, suggestion: next },
    ...(isNews ? { told: { suggestion: next, listeners: heard.listeners, fromListener: 0 } } : {}),
  });
}

/** Whether somebody asked to hear of a suggestion, and never will: it is closed, and nothing was said. */
const isUnheard = ({ state, answer }: Suggestion, listeners: readonly string[]): boolean =>
  CLOSED_STATES.includes(state) && answer === undefined && listeners.length > 0;

type Answered = Pick<Suggestion, 'answer' | 'answerCount' | 'answeredAt'>;

/** The answer that holds in a state. One that was given has been read: it is replaced by a new state, not by other words. */
function answerOf(
  { state: before, answer: known, answerCount, answeredAt }: Suggestion,
  state: SuggestionState,
  { answer, at }: Triage,
): Result<Answered, TriageRefusal> {
  const isSame = state === before;
  if (answer === undefined) {
    return ok(
      isSame ? { answer: known, answerCount, answeredAt } : { answer: undefined, answerCount, answeredAt: undefined },
    );
  }
  if (!TOLD_STATES.includes(state)) {
    return refuse({ code: 'ANSWER_NOT_FOR_STATE', expected: `one of ${TOLD_STATES.join(', ')}`, given: state });
  }
  if (!isSame || known === undefined) return ok({ answer, answerCount: answerCount + 1, answeredAt: at });
  const isKnown = known.en === answer.en && known.zh === answer.zh;
  return isKnown ? ok({ answer, answerCount, answeredAt }) : refuse({ code: 'ANSWER_GIVEN' });
}

/** Whoever asked to hear of a duplicate hears of the one that speaks for it, also of what was answered before. */
function mergeInto(
  { suggestion: before, listeners }: HeardSuggestion,
  next: Suggestion,
  { duplicateOf = before.duplicateOf }: Triage,
  original: HeardSuggestion | undefined,
): Result<Triaged, TriageRefusal> {
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
  const all = distinct([...original.listeners, ...listeners]);
  if (all.length > LISTENERS_MAX) {
    return refuse({ code: 'LISTENERS_FULL', expected: `at most ${LISTENERS_MAX}`, given: `${all.length}` });
  }
  const { suggestion } = original;
  const fromListener = original.listeners.length;
  const isNews = suggestion.answer !== undefined && all.length > fromListener;
  return ok({
    changed: { suggestion: { ...next, duplicateOf }, listeners: [] },
    merged: { suggestion, listeners: all },
    ...(isNews ? { told: { suggestion, listeners: all, fromListener } } : {}),
  });
}
