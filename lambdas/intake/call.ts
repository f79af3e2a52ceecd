import * as z from 'zod/mini';
import { CALL_TYPES } from '../kernel/platform-event.ts';

/**
 * An e-mail address is no id: ids are in keys, logs and events, where nothing personal belongs. Full-width and escaped
 * signs are read as @ too. Its time is linear: it is tried on texts that nobody has measured yet.
 */
const EMAIL_ADDRESS = /[^\s@＠](?:[@＠]|%40)[^\s@＠]{1,255}\.[^\s@＠]/i;
/** A phone number as E.164 or spaced; without its + it can't be told from an id. */
const PHONE_NUMBER = /(?:^|\s)\+\d[\d\s().-]{6,18}\d(?!\w)/;
const ID_CHARACTERS_MAX = 128;

/** Whether a text holds what leads to a person: an e-mail address or an international phone number. */
export const isAddressLike = (text: string): boolean => EMAIL_ADDRESS.test(text) || PHONE_NUMBER.test(text);

/** An id as platforms give them: many number their orders and members, and here 1001 and "1001" are one. */
export const id = z.pipe(
  z.union([z.string(), z.int()]),
  z.pipe(
    z.transform(String),
    z.string().check(
      z.minLength(1),
      z.maxLength(ID_CHARACTERS_MAX),
      z.refine(
        (text) => !isAddressLike(text),
        'an id that says nothing of the person, no e-mail address or phone number',
      ),
    ),
  ),
);

const values = z.optional(z.nullable(z.record(z.string(), z.unknown())));

/** A call of the Segment format, as far as it is read; whatever else is in it stays behind. */
export const call = z.object({
  type: z.optional(z.enum(CALL_TYPES)),
  event: z.optional(
    z.string().check(
      z.minLength(1),
      z.maxLength(ID_CHARACTERS_MAX),
      z.refine((text) => !isAddressLike(text), 'the name of what happened, no e-mail address or phone number'),
    ),
  ),
  userId: z.optional(z.nullable(id)),
  anonymousId: z.optional(z.nullable(id)),
  previousId: z.optional(z.nullable(id)),
  groupId: z.optional(z.nullable(id)),
  messageId: z.optional(z.nullable(id)),
  timestamp: z.optional(z.nullable(z.iso.datetime({ offset: true }))),
  properties: values,
  traits: values,
  context: z.optional(
    z.nullable(
      z.looseObject({
        backfill: z.optional(z.boolean()),
        identityToken: z.optional(z.string().check(z.maxLength(ID_CHARACTERS_MAX))),
      }),
    ),
  ),
});

export type Call = z.infer<typeof call>;

export type CallRefusalCode =
  | 'EVENT_INVALID'
  | 'EVENT_TOO_LARGE'
  | 'AMOUNT_INVALID'
  | 'TIMESTAMP_AHEAD'
  | 'TIMESTAMP_OLD'
  | 'KEY_NOT_TRUSTED';

/** Why one item was not accepted; the others of its batch are not concerned. */
export interface CallRefusal {
  readonly code: CallRefusalCode;
  readonly messageId: string | undefined;
  /** Where in the item, as a JSON path. */
  readonly path: string;
  readonly expected: string;
  /** What stood there; of personal values only that there was one. */
  readonly given: string;
}
