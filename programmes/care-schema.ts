import * as z from 'zod/mini';
import { POINTS_MAX, twoDecimals, wholeNumber } from './schema-parts.ts';
import { RATING_MAX } from './ticket.ts';

const HOURS_MAX = 720;
/** What a recovery does is asked thirty days after it began: by then it is over. */
const WINDOW_DAYS_MAX = 30;
const PERCENT_MAX = 50;

/** How a bad experience is made good. */
export const careSchema = z.strictObject({
  /** A rating of so much or less is a bad experience. */
  badRatingMax: z._default(wholeNumber(1, RATING_MAX - 1), 6),
  /** A ticket without an answer for more than so many hours is one, too. */
  lateHours: z._default(wholeNumber(1, HOURS_MAX), 24),
  /** Points that follow the apology, as long as the month's budget lasts; without it there are none. */
  compensation: z.optional(
    z.strictObject({
      points: wholeNumber(1, POINTS_MAX),
      /** After the apology. */
      afterHours: z._default(wholeNumber(0, HOURS_MAX), 24),
      /** What all recoveries of a month may give together; 0 gives nothing. */
      budgetPointsPerMonth: wholeNumber(0, POINTS_MAX),
      /** Members who get none, to see what these do. */
      controlPercent: z._default(z.number().check(z.minimum(0), z.maximum(PERCENT_MAX), twoDecimals), 10),
    }),
  ),
  /** After so many days the member is asked whether it is right again. */
  followUpDays: z._default(wholeNumber(1, WINDOW_DAYS_MAX), 5),
  /** For so many days, or until the member is satisfied, nothing is advertised to it. */
  windowDays: z._default(wholeNumber(2, WINDOW_DAYS_MAX), 14),
});

export type CareProgramme = z.infer<typeof careSchema>;
