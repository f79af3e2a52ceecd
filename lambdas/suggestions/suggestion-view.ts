import type { CsvCell } from '../kernel/csv.ts';
import type { HeardSuggestion, Suggestion } from './suggestion.ts';

/** A suggestion in a list: what is in `text` may be about persons, and is there only for who may read it. */
export type SuggestionLine = Pick<
  Suggestion,
  'suggestionId' | 'state' | 'labels' | 'channel' | 'language' | 'createdAt' | 'duplicateOf' | 'answeredAt'
> & { readonly text?: string };

export type SuggestionView = SuggestionLine &
  Pick<Suggestion, 'memberId' | 'answer' | 'history'> & {
    /** How many members want to hear what becomes of it. */
    readonly listenerCount: number;
  };

export function listSuggestion(suggestion: Suggestion, mayRead: boolean): SuggestionLine {
  const { suggestionId, state, labels, channel, language, createdAt, duplicateOf, answeredAt, text } = suggestion;
  return {
    ...{ suggestionId, state, labels, channel, language, createdAt, duplicateOf, answeredAt },
    ...(mayRead ? { text } : {}),
  };
}

export function viewSuggestion({ suggestion, listeners }: HeardSuggestion, mayRead: boolean): SuggestionView {
  const { memberId, answer, history } = suggestion;
  return { ...listSuggestion(suggestion, mayRead), memberId, answer, history, listenerCount: listeners.length };
}

export const SUGGESTION_COLUMNS = [
  'suggestionId',
  'createdAt',
  'state',
  'labels',
  'channel',
  'language',
  'duplicateOf',
  'answeredAt',
  'text',
] as const;

export const suggestionRows = (lines: readonly SuggestionLine[]): CsvCell[][] =>
  lines.map((line) =>
    SUGGESTION_COLUMNS.map((column) => (column === 'labels' ? line.labels.join(' | ') : (line[column] ?? ''))),
  );
