import * as z from 'zod/mini';
import { bothLanguages, checkedText, idLike, isClean, wholeNumber } from './schema-parts.ts';
import { TRIGGERS, VARIABLE_KINDS } from './trigger.ts';

const TEXT_CHARACTERS_MAX = 2_000;
const SUBJECT_CHARACTERS_MAX = 150;
const BLOCKS_MAX = 30;
const ROWS_MAX = 20;
const LINKS_MAX = 20;
const VARIABLES_MAX = 30;
const URL_CHARACTERS_MAX = 500;
/** Three weeks: what follows later than that follows from something else. */
const DELAY_MINUTES_MAX = 30_240;
/** Late by more, a message is of no use to anybody. */
const VALID_HOURS_MAX = 72;
const VALID_HOURS = 24;
const PRIORITY_MAX = 100;
const PRIORITY = 50;
const VALUE_MAX = 1_000_000_000;
const WHERE_MAX = 10;

export const CHANNELS = ['email', 'sms', 'webhook'] as const;

const template = (most: number) =>
  checkedText((text) => isClean(text) && text.length <= most, `a text of at most ${most} characters`);
const text = template(TEXT_CHARACTERS_MAX);
const line = template(SUBJECT_CHARACTERS_MAX);
const variableName = checkedText((name) => /^[a-z][A-Za-z0-9]{0,39}$/.test(name), 'a name such as expiryDay');
const linkName = checkedText((name) => /^[a-z][A-Za-z0-9-]{0,39}$/.test(name), 'the name of a link, such as shop');

export const httpsUrl = checkedText(isHttpsUrl, 'an address that begins with https://');
export const linksSchema = z
  .record(linkName, httpsUrl)
  .check(z.refine((links) => Object.keys(links).length <= LINKS_MAX, `at most ${LINKS_MAX} links`));

/** Parts of an e-mail, from the top down. Texts are templates; HTML and plain text are both made from them. */
const block = z.union(
  [
    z.strictObject({ heading: line }),
    z.strictObject({ text }),
    /** One figure that matters, with what it is. */
    z.strictObject({ figure: line, label: line }),
    z.strictObject({ facts: z.array(z.tuple([line, line])).check(z.minLength(1), z.maxLength(ROWS_MAX)) }),
    z.strictObject({ list: z.array(text).check(z.minLength(1), z.maxLength(ROWS_MAX)) }),
    z.strictObject({ button: line, link: linkName }),
    z.strictObject({ note: text }),
    /** A button for each score of the survey's first question, and what the ends mean; where that is none, one button with this text. */
    z.strictObject({ scores: line, low: line, high: line }),
  ],
  'a block: heading, text, figure and label, facts, list, button and link, scores with low and high, or note, in the lengths they may have',
);

const email = z.strictObject({
  subject: line,
  /** What a list of e-mails shows after the subject. */
  preheader: z.optional(line),
  blocks: z.array(block).check(z.minLength(1), z.maxLength(BLOCKS_MAX)),
});
/** `link` is put at the end of the text. */
const sms = z.strictObject({ text, link: z.optional(linkName) });
const webhook = z.strictObject({ title: z.optional(line), text, link: z.optional(linkName) });

const inBoth = <T extends z.ZodMiniType>(content: T) => z.strictObject({ en: content, zh: content });

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const common = {
  name: bothLanguages,
  trigger: z.strictObject({
    event: checkedText((event) => Object.hasOwn(TRIGGERS, event), `one of ${Object.keys(TRIGGERS).join(', ')}`),
    delayMinutes: z._default(wholeNumber(0, DELAY_MINUTES_MAX), 0),
    /** Only events of which each of these has one of the values; null is for one that is not there. */
    where: z.optional(
      z
        .record(variableName, z.array(scalar).check(z.minLength(1), z.maxLength(WHERE_MAX)))
        .check(z.refine((where) => Object.keys(where).length <= WHERE_MAX, `at most ${WHERE_MAX} conditions`)),
    ),
  }),
  topic: idLike('offers'),
  priority: z._default(wholeNumber(0, PRIORITY_MAX), PRIORITY),
  /** What is expected of one message, in minor units: decides between two of one priority. */
  expectedValue: z._default(wholeNumber(0, VALUE_MAX), 0),
  validHours: z._default(wholeNumber(1, VALID_HOURS_MAX), VALID_HOURS),
  /** What the message is to bring about: once it is, the message is not sent any more. */
  goal: z.optional(z.enum(['order', 'answer', 'recovery'])),
  /** What of the event the templates say. */
  variables: z._default(
    z
      .record(variableName, z.enum(VARIABLE_KINDS))
      .check(z.refine((all) => Object.keys(all).length <= VARIABLES_MAX, `at most ${VARIABLES_MAX} variables`)),
    {},
  ),
  /** Beside those of the programme. */
  links: z._default(linksSchema, {}),
};

/** A message as an operator defines it; its id is said elsewhere. */
export const messageBody = z.discriminatedUnion('channel', [
  z.strictObject({ ...common, channel: z.literal('email'), content: inBoth(email) }),
  z.strictObject({ ...common, channel: z.literal('sms'), content: inBoth(sms) }),
  z.strictObject({ ...common, channel: z.literal('webhook'), content: inBoth(webhook) }),
]);

export type MessageBody = z.infer<typeof messageBody>;
export type EmailContent = z.infer<typeof email>;
export type EmailBlock = EmailContent['blocks'][number];
export type SmsContent = z.infer<typeof sms>;
export type WebhookContent = z.infer<typeof webhook>;

export const messageId = idLike('welcome');

function isHttpsUrl(url: string): boolean {
  if (url.length > URL_CHARACTERS_MAX || !URL.canParse(url)) return false;
  const { protocol, username, password, href } = new URL(url);
  return protocol === 'https:' && username === '' && password === '' && url.startsWith('https://') && href !== '';
}
