import type { VariableKind, Variables } from '../../programmes/trigger.ts';
import { addDays } from '../kernel/calendar.ts';
import { formatAmount, minorUnitDecimals } from '../kernel/money.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { type Language, languageTag } from './language.ts';
import { listNames } from './name-list.ts';

/** What values are written with: names of tiers and topics by id, and the currency. */
export interface ValueSettings {
  readonly currency: string;
  readonly tierNames: NamesById;
  readonly topicNames: NamesById;
}

export type NamesById = Readonly<Record<string, Readonly<Record<Language, string>>>>;

/** Values as readers see them, by the variable's name. */
export type Values = Readonly<Record<string, string>>;

export interface MissingValue {
  readonly code: 'VARIABLE_MISSING';
  readonly variable: string;
}

const TEXT_CHARACTERS_MAX = 200;
/** What somebody wrote for members to read: a paragraph. */
const WORDS_CHARACTERS_MAX = 1_000;

/**
 * The values of an event's data as a language writes them. A message lacks nothing: a variable that the data does not
 * have, or not of its kind, refuses it before anything is sent.
 */
export function readValues(
  variables: Variables,
  data: Readonly<Record<string, unknown>>,
  language: Language,
  settings: ValueSettings,
): Result<Values, MissingValue> {
  const values: Record<string, string> = {};
  for (const [variable, kind] of Object.entries(variables)) {
    const value = writeValue(kind, data[variable], language, settings);
    if (value === undefined) return refuse({ code: 'VARIABLE_MISSING', variable });
    values[variable] = value;
  }
  return ok(values);
}

function writeValue(
  kind: VariableKind,
  value: unknown,
  language: Language,
  { currency, tierNames, topicNames }: ValueSettings,
): string | undefined {
  switch (kind) {
    case 'text':
      return typeof value === 'string' || isNumber(value) ? oneLine(String(value)) : undefined;
    case 'count':
      return isNumber(value) ? writeCount(value, language) : undefined;
    case 'money':
      return Number.isSafeInteger(value) ? writeMoney(Number(value), currency, language) : undefined;
    case 'day':
      return isDay(value) ? writeDay(value, language) : undefined;
    case 'lastDay':
      return isDay(value) ? writeDay(addDays(value, -1), language) : undefined;
    case 'month':
      return typeof value === 'string' && isDay(`${value}-01`) ? writeMonth(value, language) : undefined;
    case 'tier':
      return typeof value === 'string' ? tierNames[value]?.[language] : undefined;
    case 'topic':
      return typeof value === 'string' ? topicNames[value]?.[language] : undefined;
    case 'topics':
      return writeTopics(value, language, topicNames);
    case 'words':
      return writeWords(value, language);
  }
}

/** All of them or nothing: what is asked for has to be said. */
function writeTopics(value: unknown, language: Language, topicNames: NamesById): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const names = value.map((topic) => (typeof topic === 'string' ? topicNames[topic]?.[language] : undefined));
  const known = names.filter((name) => name !== undefined);
  return known.length === names.length ? listNames(known, language) : undefined;
}

function writeWords(value: unknown, language: Language): string | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, language)) return undefined;
  const words = (value as Readonly<Record<string, unknown>>)[language];
  const written = typeof words === 'string' ? oneLine(words, WORDS_CHARACTERS_MAX) : '';
  return written === '' ? undefined : written;
}

/** Making a formatter takes far longer than using it. */
const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function kept<T>(formats: Map<string, T>, name: string, make: () => T): T {
  const format = formats.get(name) ?? make();
  formats.set(name, format);
  return format;
}

/** Zero is written without a sign. */
export function writeCount(count: number, language: Language): string {
  const format = kept(numberFormats, language, () => new Intl.NumberFormat(languageTag(language)));
  return format.format(count === 0 ? 0 : count);
}

/** @param minorUnits whole minor units of the currency */
export function writeMoney(minorUnits: number, currency: string, language: Language): string {
  const format = kept(numberFormats, `${language} ${currency}`, () => {
    // Intl leaves the decimals of some currencies out, which points are worth.
    const decimals = minorUnitDecimals(currency);
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return new Intl.NumberFormat(languageTag(language), { style: 'currency', currency, ...digits });
  });
  return format.format(Number(formatAmount(minorUnits === 0 ? 0 : minorUnits, currency)));
}

const writeDay = (day: string, language: Language): string => writeDate(day, language, { dateStyle: 'long' });

const writeMonth = (month: string, language: Language): string =>
  writeDate(`${month}-01`, language, { month: 'long', year: 'numeric' });

function writeDate(day: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  const make = () => new Intl.DateTimeFormat(languageTag(language), { ...options, timeZone: 'UTC' });
  return kept(dateFormats, `${language} ${Object.keys(options).join(' ')}`, make).format(Date.parse(day));
}

/** A day of the calendar: 30 February would be read as one of March. */
function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const ms = Date.parse(value);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(value);
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);

/** Marks that turn the direction of the text around them, and may make one thing look like another. */
const DIRECTION_MARKS = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g;

/** A text in one line, without signs that nobody sees, cut where it is longer than anything that makes sense. */
export function oneLine(text: string, charactersMax = TEXT_CHARACTERS_MAX): string {
  const clean = text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(DIRECTION_MARKS, '')
    .trim();
  const characters = [...clean];
  return characters.length <= charactersMax ? clean : `${characters.slice(0, charactersMax - 1).join('')}…`;
}

/** What would be an advertisement in the place of a name: addresses and numbers are what such names are made for. */
const ADDRESS_LIKE = /:\/\/|www\.|@|\.[a-z]{2,}(\/|\b)|\d{5}/i;
/** Signs that nobody sees, and that come apart what would be seen as an address. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
const NAME_CHARACTERS_MAX = 40;

/** A person's name for a greeting; empty where there is none, or it is none. */
export function greetingName(name: unknown): string {
  if (typeof name !== 'string') return '';
  const line = oneLine(name);
  const seen = line.replace(UNSEEN, '').normalize('NFKC').trim();
  const isName = seen !== '' && [...line].length <= NAME_CHARACTERS_MAX && !ADDRESS_LIKE.test(seen);
  return isName ? line : '';
}
