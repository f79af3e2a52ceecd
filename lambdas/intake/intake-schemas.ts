import * as z from 'zod/mini';
import { CALL_TYPES, type CallType } from '../kernel/platform-event.ts';
import { call } from './call.ts';
import { clientSettings } from './settings.ts';
import { BATCH_EVENTS_MAX } from './tracking-body.ts';

const rejected = z.object({
  index: z.int(),
  messageId: z.optional(z.string()),
  code: z.enum([
    'EVENT_INVALID',
    'EVENT_TOO_LARGE',
    'AMOUNT_INVALID',
    'TIMESTAMP_AHEAD',
    'TIMESTAMP_OLD',
    'KEY_NOT_TRUSTED',
  ]),
  path: z.string(),
  expected: z.string(),
  given: z.string(),
});

/** What intake validates with, for whoever describes it. */
export const intakeSchemas = {
  calls: Object.fromEntries(CALL_TYPES.map((type) => [type, call])) as Record<CallType, typeof call>,
  batch: z.object({
    batch: z.array(call).check(z.maxLength(BATCH_EVENTS_MAX)),
    context: z.optional(z.record(z.string(), z.unknown())),
    writeKey: z.optional(z.string()),
  }),
  batchRefusals: [{ code: 'BATCH_TOO_LARGE', status: 413, title: 'the batch is too large' }],
  answer: z.object({ success: z.literal(true), accepted: z.int(), rejected: z.array(rejected) }),
  settings: clientSettings,
  settingsRefusals: [{ code: 'KEY_UNKNOWN', status: 404, title: 'there is no such client key' }],
} as const;
