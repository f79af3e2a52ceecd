import * as z from 'zod/mini';
import { cleanText } from '../lambdas/kernel/text.ts';

/** Parts that several sections of a programme's schema are made of. */

export const POINTS_MAX = 1_000_000_000;
const LABELS_MAX = 500;
const LABEL_CHARACTERS_MAX = 128;
const NAME_CHARACTERS_MAX = 80;
const MULTIPLIER_MAX = 20;
const TIERS_NAMED_MAX = 20;

export const wholeNumber = (least: number, most: number) => z.int().check(z.minimum(least), z.maximum(most));

/** At most two, in spite of what binary fractions make of 0.07 * 100. */
export const twoDecimals = z.refine<number>(
  (number) => Number.isInteger(Math.round(number * 1e6) / 1e4),
  'at most two decimals',
);

export const checkedText = (holds: (text: string) => boolean, expected: string) =>
  z.string().check(z.refine(holds, expected));

/** Texts as intake keeps them: what differs from its clean form, or only by blanks, is a slip. */
export function isClean(text: string): boolean {
  return text !== '' && text.isWellFormed() && text === cleanText(text).trim();
}

export const isName = (text: string): boolean => isClean(text) && text.length <= NAME_CHARACTERS_MAX;
export const name = checkedText(isName, `a name of at most ${NAME_CHARACTERS_MAX} characters`);
export const bothLanguages = z.strictObject({ en: name, zh: name });
/** An id; what every object has by itself, such as `constructor`, names nothing. */
export const idLike = (example: string) =>
  checkedText((id) => /^[a-z0-9][a-z0-9-]{0,63}$/.test(id) && !(id in Object.prototype), `an id such as ${example}`);

const label = checkedText(
  (text) => isClean(text) && text.length <= LABEL_CHARACTERS_MAX,
  'a name of at most 128 characters',
);
const labels = z.optional(z.array(label).check(z.minLength(1), z.maxLength(LABELS_MAX)));
const numbers = (most: number) => z.optional(z.array(wholeNumber(1, most)).check(z.minLength(1), z.maxLength(most)));
const localMinute = checkedText(isLocalMinute, 'a time of the programme such as 2026-06-18T00:00');

/** Which lines of an order; one of what is given has to hold. */
export const lineFilter = z.strictObject({ products: labels, categories: labels, brands: labels });

/** Times of the programme's zone; all that is given has to hold. */
export const localTimes = z.strictObject({
  from: z.optional(localMinute),
  to: z.optional(localMinute),
  /** 1 is Monday. */
  weekdays: numbers(7),
  daysOfMonth: numbers(31),
});

/** Ids of tiers. */
export const tierIds = z.array(idLike('gold')).check(z.minLength(1), z.maxLength(TIERS_NAMED_MAX));

/** How many times the points: 2 for double points, 0 for what earns nothing; at most two decimals. */
export const multiplier = z.number().check(z.minimum(0), z.maximum(MULTIPLIER_MAX), twoDecimals);

function isLocalMinute(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}Z`));
}
