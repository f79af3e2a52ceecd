import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { KEY, type RouteSpec, route } from './api-routes.ts';

const { GET, POST } = HttpMethod;
const SUGGESTIONS = '/v1/suggestions';
const SUGGESTION = `${SUGGESTIONS}/{suggestionId}`;

/** Suggestions for people and tools; members make theirs on the page that a link leads to. */
export const SUGGESTION_ROUTES: readonly RouteSpec[] = [
  route('AcceptSuggestion', POST, SUGGESTIONS, 'suggestions/functions/accept-suggestion.ts', [
    ...KEY,
    'PutItem',
    'UpdateItem',
  ]),
  route('ListSuggestions', GET, SUGGESTIONS, 'suggestions/functions/list-suggestions.ts', KEY, ['GSI1']),
  route('ShowSuggestion', GET, SUGGESTION, 'suggestions/functions/show-suggestion.ts', [...KEY, 'BatchGetItem']),
  route('TriageSuggestion', POST, `${SUGGESTION}/triage`, 'suggestions/functions/triage-suggestion.ts', [
    ...KEY,
    'BatchGetItem',
    'PutItem',
  ]),
];

const PAGE = '/suggest/{token}';

/** The page of members, for whoever has a signed link. The one that programs reach by following links knows no table. */
export const SUGGESTION_PAGES: readonly RouteSpec[] = [
  route('ShowSuggestionForm', GET, PAGE, 'suggestions/functions/show-suggestion-form.ts', []),
  route('TakeSuggestionForm', POST, PAGE, 'suggestions/functions/take-suggestion-form.ts', [
    'GetItem',
    'PutItem',
    'UpdateItem',
  ]),
];
