import * as z from 'zod/mini';
import { CHANNELS, linksSchema, messageBody, messageId } from './message-schema.ts';
import { isTimeZone } from './place.ts';
import { bothLanguages, checkedText, idLike, name, twoDecimals, wholeNumber } from './schema-parts.ts';

const TOPICS_MAX = 20;
const CAPS_MAX = 10;
/** So far back it is remembered what was sent. */
const CAP_DAYS_MAX = 31;
const GAP_HOURS_MAX = 168;
const SPREAD_MINUTES_MAX = 240;
const MESSAGES_MAX = 200;
const ZONES_MAX = 10;
const CONVERSION_DAYS_MAX = 30;
const SMS_PARTS_MAX = 10;
const RATE_MAX = 10_000;
const HOLDOUT_PERCENT_MAX = 50;

const clockTime = checkedText((text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text), 'a time such as 21:00');
const percent = z.number().check(z.minimum(0), z.maximum(HOLDOUT_PERCENT_MAX), twoDecimals);
const channel = z.enum(CHANNELS);

const topic = z.strictObject({
  id: idLike('offers'),
  name: bothLanguages,
  description: z.optional(bothLanguages),
  /**
   * `transactional` answers what a member just did, and needs no opt-in; `service` tells what the member has to know;
   * `marketing` is everything else.
   */
  class: z.enum(['transactional', 'service', 'marketing']),
});

const capRule = z.strictObject({
  id: idLike('one-email-a-day'),
  channel: z.optional(channel),
  topic: z.optional(idLike('offers')),
  max: wholeNumber(1, 100),
  /** Calendar days of the member's zone, today among them. */
  days: wholeNumber(1, CAP_DAYS_MAX),
});

const CAPS = [
  { id: 'one-email-a-day', channel: 'email', max: 1, days: 1 },
  { id: 'three-emails-a-week', channel: 'email', max: 3, days: 7 },
  { id: 'one-sms-a-week', channel: 'sms', max: 1, days: 7 },
] as const;

/** Who is written to, about what, when, and how often. */
export const outreachSchema = z.strictObject({
  /** What the shop is called to its members. */
  shop: bothLanguages,
  topics: z.array(topic).check(z.minLength(1), z.maxLength(TOPICS_MAX)),
  /** Of members whose language nobody knows. */
  language: z._default(z.enum(['zh', 'en']), 'zh'),
  /** Where buttons lead, by name. */
  links: z._default(linksSchema, {}),
  /** Who sends, as the law wants it at the end of each e-mail: name and street. */
  postalAddress: name,
  /** When nobody is disturbed, in the member's zone: `[from, to)`. */
  quietHours: z._default(z.strictObject({ from: clockTime, to: clockTime }), { from: '21:00', to: '08:00' }),
  /** Over how many minutes the messages go that waited for the end of the quiet hours. */
  spreadMinutes: z._default(wholeNumber(0, SPREAD_MINUTES_MAX), 30),
  /** Where members are of whom nobody knows it; without it, the programme's zone. */
  timeZones: z.optional(
    z
      .array(checkedText(isTimeZone, 'an IANA time zone such as Asia/Shanghai'))
      .check(z.minLength(1), z.maxLength(ZONES_MAX)),
  ),
  caps: z._default(z.array(capRule).check(z.maxLength(CAPS_MAX)), () => [...CAPS]),
  gapHours: z._default(z.partial(z.strictObject(hoursByChannel())), { email: 16, sms: 24 }),
  /** Channels on which a member has to confirm an opt-in. */
  doubleOptIn: z._default(z.array(channel), []),
  /** Members who are left alone, to see what all messages together do. */
  holdouts: z._default(z.strictObject({ yearPercent: percent, quarterPercent: percent }), {
    yearPercent: 2,
    quarterPercent: 3,
  }),
  /** So long after a click an order is credited to the message. */
  conversionDays: z._default(wholeNumber(1, CONVERSION_DAYS_MAX), 3),
  smsPartsMax: z._default(wholeNumber(1, SMS_PARTS_MAX), 2),
  /** Messages a second; of e-mail the account's quota counts where it is lower. */
  rates: z._default(z.partial(z.strictObject({ email: rate(), sms: rate(), webhook: rate() })), {}),
  /** Ready ones by their id, and the shop's own. */
  messages: z
    .array(z.union([messageId, z.strictObject({ id: messageId, message: messageBody })]))
    .check(z.maxLength(MESSAGES_MAX)),
});

export type OutreachProgramme = z.infer<typeof outreachSchema>;

function hoursByChannel() {
  const hours = wholeNumber(0, GAP_HOURS_MAX);
  return { email: hours, sms: hours, webhook: hours };
}

function rate() {
  return wholeNumber(1, RATE_MAX);
}
