import { ok, type Result, refuse } from '../kernel/result.ts';
import {
  distinct,
  type HeardSuggestion,
  type Suggestion,
  type SuggestionState,
  type Words,
  withStep,
} from './suggestion.ts';
import { CLOSED_STATES, isUnheard, type Merged, type MergeRefusal, mergeInto } from './suggestion-merge.ts';

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
  | MergeRefusal;

/** What a triage comes to; for a duplicate it is a merge. */
export type Triaged = Merged;

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
  const next = withDecision({ ...suggestion, ...answered.value, state, labels, history }, at);
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

/** What was decided stays so: taken up again, it was decided all the same, and how long that took is known. */
const withDecision = (next: Suggestion, at: string): Suggestion =>
  next.decidedAt === undefined && (next.answer !== undefined || CLOSED_STATES.includes(next.state))
    ? { ...next, decidedAt: at }
    : next;

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
