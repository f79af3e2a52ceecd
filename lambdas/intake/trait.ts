import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { type Fault, pathOf } from './fault.ts';

/** What is kept of a trait; null takes it away. */
export type TraitValue = string | number | boolean | null | Readonly<Record<string, unknown>> | readonly unknown[];

export type Traits = Readonly<Record<string, TraitValue>>;

const TRAITS_MAX = 64;
const NAME_CHARACTERS_MAX = 64;
/** DynamoDB nests 32 levels, of which a contact takes two. */
const LEVELS_MAX = 16;
/** DynamoDB's smallest number is 1e-130. */
const NUMBER_MIN = 1e-100;
const TEXT_CHARACTERS_MAX = 1_024;
/** A name may be long; RFC 5321 ends an address here. */
const EMAIL_CHARACTERS_MAX = 254;
/** Without the signs by which a mail header separates and names addresses: one trait is one recipient. */
const EMAIL = /^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]]+\.[^\s@<>(),;:"\\[\]]+$/;
const BIRTHDAY = /^\d{4}-\d{2}-\d{2}(T.*)?$/;

/** Where a person's texts came from is told, what they were is not: the answer may end in a log. */
const fault = (name: string, expected: string): Fault => ({
  code: 'EVENT_INVALID',
  path: pathOf('$.traits', [name]),
  expected,
  given: 'another text',
});

/**
 * The traits of a person as they are kept: e-mail with its domain in lower case, phone as E.164 (numbers without a
 * country code belong to `country`), birthday as a date, other values as they came.
 */
export function readContactTraits(traits: Readonly<Record<string, unknown>>, country: string): Result<Traits, Fault> {
  const entries = Object.entries(traits).filter(([, value]) => value !== undefined);
  if (entries.length > TRAITS_MAX) {
    return refuse({
      code: 'EVENT_INVALID',
      path: '$.traits',
      expected: `at most ${TRAITS_MAX} traits`,
      given: `${entries.length}`,
    });
  }
  const kept: Record<string, TraitValue> = {};
  for (const [name, value] of entries) {
    if (name.length > NAME_CHARACTERS_MAX)
      return refuse(fault('…', `names of at most ${NAME_CHARACTERS_MAX} characters`));
    const read = readTrait(name, value, country);
    if (!read.ok) return read;
    kept[name] = read.value;
  }
  return ok(kept);
}

function readTrait(name: string, value: unknown, country: string): Result<TraitValue, Fault> {
  if (value === null || value === '') return ok(null);
  switch (name) {
    case 'email':
      return readEmail(value);
    case 'phone':
      return readPhone(value, country);
    case 'birthday':
      return readBirthday(value);
    default:
      return readOther(name, value);
  }
}

function readEmail(value: unknown): Result<string, Fault> {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text.length > EMAIL_CHARACTERS_MAX || !EMAIL.test(text)) return refuse(fault('email', 'an e-mail address'));
  const at = text.lastIndexOf('@');
  return ok(text.slice(0, at) + text.slice(at).toLowerCase());
}

function readPhone(value: unknown, country: string): Result<string, Fault> {
  const text = typeof value === 'number' ? String(value) : value;
  const home = isSupportedCountry(country) ? (country as CountryCode) : undefined;
  const parsed = typeof text === 'string' ? parsePhoneNumberFromString(text, home) : undefined;
  return parsed?.isPossible()
    ? ok(parsed.number)
    : refuse(fault('phone', `a phone number, of ${country} or with +country code`));
}

function readBirthday(value: unknown): Result<string, Fault> {
  const day = typeof value === 'string' && BIRTHDAY.test(value) ? value.slice(0, 10) : '';
  const instant = new Date(`${day}T00:00:00Z`);
  const isDay = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day);
  return isDay && day !== '' ? ok(day) : refuse(fault('birthday', 'a date such as 1990-05-17'));
}

function readOther(name: string, value: unknown): Result<TraitValue, Fault> {
  const size = (JSON.stringify(value) ?? '').length;
  if (size > TEXT_CHARACTERS_MAX)
    return refuse(fault(name, `a value of at most ${TEXT_CHARACTERS_MAX} characters as JSON`));
  return isKeepable(value)
    ? ok(value as TraitValue)
    : refuse(fault(name, `texts and exact numbers, at most ${LEVELS_MAX} levels deep`));
}

/** Whether the table takes it: one value that it does not would fail the whole batch, however often it comes. */
function isKeepable(value: unknown, level = 0): boolean {
  if (typeof value === 'object' && value !== null) {
    return level < LEVELS_MAX && Object.values(value).every((each) => isKeepable(each, level + 1));
  }
  if (typeof value !== 'number' || value === 0) return true;
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER && Math.abs(value) > NUMBER_MIN;
}
