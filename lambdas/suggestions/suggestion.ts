import { ok, type Result, refuse } from '../kernel/result.ts';
import { cleanText } from '../kernel/text.ts';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Words = Readonly<Record<Language, string>>;

export const SUGGESTION_STATES = ['NEW', 'ACCEPTED', 'PLANNED', 'DONE', 'DECLINED', 'DUPLICATE'] as const;
export type SuggestionState = (typeof SUGGESTION_STATES)[number];

export const TEXT_CHARACTERS_MAX = 2_000;
export const LABELS_MAX = 10;
export const LABEL_CHARACTERS_MAX = 40;
/** The audit keeps all; this is what a reader looks at. */
const HISTORY_MAX = 50;

/** What somebody did to a suggestion. */
export interface SuggestionStep {
  readonly state: SuggestionState;
  readonly labels: readonly string[];
  /** ISO-8601 in UTC. */
  readonly at: string;
  /** Whose key; a member on the public page has none. */
  readonly keyId?: string | undefined;
}

/** What somebody suggested. The text may say anything of anybody, so it travels nowhere. */
export interface Suggestion {
  readonly suggestionId: string;
  readonly text: string;
  readonly language?: Language | undefined;
  /** Where it came from, such as `page`, `email` or `shop`. */
  readonly channel: string;
  readonly memberId?: string | undefined;
  readonly labels: readonly string[];
  readonly state: SuggestionState;
  /** ISO-8601 in UTC. */
  readonly createdAt: string;
  /** Of a duplicate: which suggestion speaks for it. */
  readonly duplicateOf?: string | undefined;
  /** What those are told who asked to hear, in the state that it was given with. */
  readonly answer?: Words | undefined;
  /** How many answers were given so far; each is told once. */
  readonly answerCount: number;
  /** ISO-8601 in UTC: when the answer was given that holds. */
  readonly answeredAt?: string | undefined;
  /** ISO-8601 in UTC: when it was answered first, or closed with nobody to answer. */
  readonly decidedAt?: string | undefined;
  /** ISO-8601 in UTC: when those duplicates came in that are decided with it. */
  readonly duplicatesAt?: readonly string[] | undefined;
  readonly history: readonly SuggestionStep[];
}

/** A suggestion with the members who want to hear what becomes of it. */
export interface HeardSuggestion {
  readonly suggestion: Suggestion;
  readonly listeners: readonly string[];
}

/** What comes in, from whatever channel. */
export interface GivenSuggestion {
  readonly text: string;
  readonly channel: string;
  readonly language?: Language | undefined;
  readonly memberId?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly wantsReply: boolean;
  readonly keyId?: string | undefined;
}

export type GivenRefusal =
  | { readonly code: 'TEXT_EMPTY' }
  | { readonly code: 'TEXT_TOO_LONG'; readonly expected: string; readonly given: string }
  | { readonly code: 'MEMBER_MISSING' };

const ID_TIME_DIGITS = 9;
export const ID_RANDOM_BYTES = 10;

/** An id that sorts by time (base 36, enough for two thousand years) and that nobody guesses (80 bits). */
export function suggestionIdOf(now: Date, random: Buffer): string {
  return `${now.getTime().toString(36).padStart(ID_TIME_DIGITS, '0')}${random.toString('hex')}`;
}

/** A suggestion as it begins. Forms send lines with CR LF; kept they end with LF, so that limits count what was typed. */
export function beginSuggestion(
  given: GivenSuggestion,
  suggestionId: string,
  now: Date,
): Result<HeardSuggestion, GivenRefusal> {
  const text = cleanText(given.text.toWellFormed()).replace(/\r\n?/g, '\n').trim();
  if (text === '') return refuse({ code: 'TEXT_EMPTY' });
  if (text.length > TEXT_CHARACTERS_MAX) {
    const expected = `at most ${TEXT_CHARACTERS_MAX} characters`;
    return refuse({ code: 'TEXT_TOO_LONG', expected, given: `${text.length} characters` });
  }
  const { channel, language, memberId, wantsReply, keyId } = given;
  if (wantsReply && memberId === undefined) return refuse({ code: 'MEMBER_MISSING' });
  const labels = distinct(given.labels ?? []);
  const createdAt = now.toISOString();
  const step: SuggestionStep = { state: 'NEW', labels, at: createdAt, keyId };
  return ok({
    suggestion: {
      ...{ suggestionId, text, language, channel, memberId, labels, createdAt },
      ...{ state: 'NEW', answerCount: 0, history: [step] },
    },
    listeners: wantsReply && memberId !== undefined ? [memberId] : [],
  });
}

/** The history with one more step; of a very long one the beginning is left to the audit. */
export const withStep = (history: readonly SuggestionStep[], step: SuggestionStep): readonly SuggestionStep[] =>
  [...history, step].slice(-HISTORY_MAX);

export const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];
