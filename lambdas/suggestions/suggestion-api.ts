import * as z from 'zod/mini';
import { apiRoute, idParameter, nothing } from '../kernel/api-route.ts';
import { pageQuery } from '../kernel/paging.ts';
import { LABEL_CHARACTERS_MAX, LABELS_MAX, LANGUAGES, SUGGESTION_STATES, TEXT_CHARACTERS_MAX } from './suggestion.ts';

const ANSWER_CHARACTERS_MAX = 1_000;
/** What a form with CR LF may add to a text of the greatest length is taken off before it is counted. */
const GIVEN_CHARACTERS_MAX = 2 * TEXT_CHARACTERS_MAX;

const labelName = z.string().check(z.trim(), z.minLength(1), z.maxLength(LABEL_CHARACTERS_MAX));
const labels = z.array(labelName).check(z.maxLength(LABELS_MAX));
const state = z.enum(SUGGESTION_STATES);
const language = z.enum(LANGUAGES);
const answerText = z.string().check(z.trim(), z.minLength(1), z.maxLength(ANSWER_CHARACTERS_MAX));
const words = z.object({ en: z.string(), zh: z.string() });

const line = {
  suggestionId: z.string(),
  state,
  labels: z.array(z.string()),
  channel: z.string(),
  language: z.optional(language),
  createdAt: z.string(),
  duplicateOf: z.optional(z.string()),
  answeredAt: z.optional(z.string()),
  /** Only for keys that may write: somebody may have written of persons. */
  text: z.optional(z.string()),
};

const view = z.object({
  ...line,
  memberId: z.optional(z.string()),
  answer: z.optional(words),
  history: z.array(z.object({ state, labels: z.array(z.string()), at: z.string(), keyId: z.optional(z.string()) })),
  /** How many members want to hear what becomes of it. */
  listenerCount: z.int(),
});

const suggestionUnknown = { status: 404, title: 'there is no such suggestion' } as const;
const keyReused = { status: 422, title: 'the Idempotency-Key was used for another request' } as const;

export const acceptSuggestionRoute = apiRoute({
  method: 'POST',
  path: '/v1/suggestions',
  group: 'Suggestions',
  summary: 'Keeps a suggestion that came by some channel',
  description:
    'Members make suggestions themselves on the page that the link `suggest` of messages leads to; this route is for e-mail, chat, the shop’s ' +
    'own pages and the counter. Leave addresses and numbers out of the text: who wrote is said by `memberId`.',
  scope: 'write',
  isIdempotent: true,
  parameters: nothing,
  query: nothing,
  body: z.strictObject({
    text: z.string().check(z.minLength(1), z.maxLength(GIVEN_CHARACTERS_MAX)),
    language: z.optional(language),
    channel: z._default(
      z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/, 'a channel such as email, chat or shop')),
      'api',
    ),
    memberId: z.optional(idParameter),
    labels: z.optional(labels),
    /** Whether the member is told what becomes of it. */
    wantsReply: z._default(z.boolean(), false),
  }),
  status: 201,
  answer: z.object({ suggestionId: z.string(), state, createdAt: z.string() }),
  refusals: {
    TEXT_EMPTY: { status: 422, title: 'the text says nothing' },
    TEXT_TOO_LONG: { status: 422, title: 'the text is too long' },
    MEMBER_MISSING: { status: 422, title: 'a reply is wanted, and nobody is named who wants it' },
    DAY_FULL: { status: 409, title: 'the member has made as many suggestions today as one may' },
    IDEMPOTENCY_KEY_REUSED: keyReused,
  },
});

export const listSuggestionsRoute = apiRoute({
  method: 'GET',
  path: '/v1/suggestions',
  group: 'Suggestions',
  summary: 'The suggestions of a state, newest first',
  description:
    'The texts are there only for keys that may write. With a `label` a page may be shorter than its limit, or empty, and go on by its cursor. ' +
    'As CSV the newest, up to 500; limit and cursor do not count there. Where a label is so rare that they are not found among some 30,000 of ' +
    'the state, the CSV is refused, and the list goes on by its cursor.',
  scope: 'read',
  parameters: nothing,
  query: z.object({
    state: z._default(state, 'NEW'),
    label: z.optional(labelName),
    format: z._default(z.enum(['json', 'csv']), 'json'),
    ...pageQuery,
  }),
  status: 200,
  hasCsv: true,
  answer: z.object({ state, suggestions: z.array(z.object(line)), cursor: z.optional(z.string()) }),
  refusals: {
    CURSOR_UNKNOWN: { status: 404, title: 'the cursor is not one of this list' },
    STATE_TOO_LONG: { status: 422, title: 'the state has more suggestions than are looked through for a table' },
  },
});

export const showSuggestionRoute = apiRoute({
  method: 'GET',
  path: '/v1/suggestions/{suggestionId}',
  group: 'Suggestions',
  summary: 'A suggestion and what became of it',
  description: 'The text is there only for keys that may write.',
  scope: 'read',
  parameters: z.object({ suggestionId: idParameter }),
  query: nothing,
  status: 200,
  answer: view,
  refusals: { SUGGESTION_UNKNOWN: suggestionUnknown },
});

export const triageSuggestionRoute = apiRoute({
  method: 'POST',
  path: '/v1/suggestions/{suggestionId}/triage',
  group: 'Suggestions',
  summary: 'Says what becomes of a suggestion',
  description:
    'From NEW to ACCEPTED, PLANNED, DONE, DECLINED or DUPLICATE, and on from there; what is done stays done, what was declined can be taken up ' +
    'again. An answer goes with PLANNED, DONE or DECLINED, and everybody who asked to hear is told it once, in the member’s language. Where ' +
    'somebody asked, DONE and DECLINED need one. With DUPLICATE and `duplicateOf`, those who asked hear of the other suggestion from then on, ' +
    'and its answer, if it has one, at once; one that was closed without an answer is given it first, which its own state allows.',
  scope: 'write',
  isIdempotent: true,
  parameters: z.object({ suggestionId: idParameter }),
  query: nothing,
  body: z.strictObject({
    state: z.optional(state),
    labels: z.optional(labels),
    duplicateOf: z.optional(idParameter),
    answer: z.optional(z.strictObject({ en: answerText, zh: answerText })),
  }),
  status: 200,
  answer: view,
  refusals: {
    SUGGESTION_UNKNOWN: suggestionUnknown,
    STATE_UNREACHABLE: { status: 409, title: 'the suggestion can not become that' },
    ANSWER_NOT_FOR_STATE: { status: 422, title: 'an answer goes with another state' },
    ANSWER_GIVEN: { status: 409, title: 'another answer was given in this state, and told' },
    ANSWER_MISSING: { status: 422, title: 'somebody asked to hear what became of it, and would never be told' },
    DUPLICATE_OF_MISSING: { status: 422, title: 'a duplicate, and only a duplicate, names what it is one of' },
    DUPLICATE_OF_UNKNOWN: { status: 422, title: 'it is named a duplicate of no other suggestion' },
    DUPLICATE_OF_DUPLICATE: { status: 409, title: 'it is named a duplicate of a duplicate' },
    LISTENERS_FULL: { status: 409, title: 'more members would hear of one suggestion than may' },
    DUPLICATES_FULL: { status: 409, title: 'more duplicates would wait for the decision on one suggestion than may' },
    IDEMPOTENCY_KEY_REUSED: keyReused,
  },
});

export const suggestionRoutes = [
  acceptSuggestionRoute,
  listSuggestionsRoute,
  showSuggestionRoute,
  triageSuggestionRoute,
] as const;
