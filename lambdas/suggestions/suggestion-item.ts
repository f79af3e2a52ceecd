import * as z from 'zod/mini';
import { LANGUAGES, SUGGESTION_STATES, type Suggestion } from './suggestion.ts';

const step = z.object({
  state: z.enum(SUGGESTION_STATES),
  labels: z.array(z.string()),
  at: z.iso.datetime(),
  keyId: z.optional(z.string()),
});

export const suggestionItem = z.object({
  suggestionId: z.string(),
  text: z.string(),
  language: z.optional(z.enum(LANGUAGES)),
  channel: z.string(),
  memberId: z.optional(z.string()),
  labels: z.array(z.string()),
  state: z.enum(SUGGESTION_STATES),
  createdAt: z.iso.datetime(),
  duplicateOf: z.optional(z.string()),
  answer: z.optional(z.object({ en: z.string(), zh: z.string() })),
  answerCount: z.int(),
  answeredAt: z.optional(z.iso.datetime()),
  decidedAt: z.optional(z.iso.datetime()),
  duplicatesAt: z.optional(z.array(z.iso.datetime())),
  history: z.array(step),
  version: z.int(),
});

export const listenersItem = z.object({ memberIds: z.array(z.string()) });

/** A suggestion as it is kept, with the version that a change is written on. */
export type KeptSuggestion = Suggestion & { readonly version: number };
