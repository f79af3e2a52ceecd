import { isAddressLike } from './call.ts';

const TAGS_MAX = 50;
const TAG_CHARACTERS_MAX = 64;
const LANGUAGE_TAG = /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/;
const COUNTRY = /^[A-Za-z]{2}$/;

/** Traits that say how to treat a member and nothing of who it is; they travel, all others stay in the contact. */
export const PROFILE_TRAITS = new Set(['locale', 'timezone', 'timeZone', 'tags', 'createdAt']);

/**
 * What a call says of a member's profile: language, zone and country (from traits, else from the device), the tags of
 * the platform's CRM, and since when it is a member. What does not hold is left out: it is no reason to lose the rest.
 */
export function readProfileFacts(
  traits: Readonly<Record<string, unknown>>,
  context: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const country = traits['country'] ?? (traits['address'] as { country?: unknown } | null | undefined)?.country;
  const found = {
    locale: localeOf(traits['locale'] ?? context['locale']),
    timeZone: timeZoneOf(traits['timezone'] ?? traits['timeZone'] ?? context['timezone']),
    country: typeof country === 'string' && COUNTRY.test(country) ? country.toUpperCase() : undefined,
    tags: tagsOf(traits['tags']),
    joinedAt: instantOf(traits['createdAt']),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function localeOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 35 && LANGUAGE_TAG.test(value)
    ? value.replaceAll('_', '-')
    : undefined;
}

function timeZoneOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 64) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function tagsOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const tags = value.filter(
    (tag): tag is string =>
      typeof tag === 'string' && tag !== '' && tag.length <= TAG_CHARACTERS_MAX && !isAddressLike(tag),
  );
  return [...new Set(tags)].sort().slice(0, TAGS_MAX);
}

function instantOf(value: unknown): string | undefined {
  const isText = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value);
  const instant = new Date(isText ? value : Number.NaN);
  return Number.isNaN(instant.getTime()) || instant.getTime() < 0 ? undefined : instant.toISOString();
}
