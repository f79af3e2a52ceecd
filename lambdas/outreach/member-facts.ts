import { type Language, languageOf } from './language.ts';
import { greetingName, type Values, writeCount, writeMoney } from './message-values.ts';

/** What is known of a member, as far as messages look at it. */
export interface MemberFacts {
  readonly locale?: string | undefined;
  /** IANA zone. */
  readonly timeZone?: string | undefined;
  /** ISO 3166. */
  readonly country?: string | undefined;
  /** Personal traits by name, such as `email` and `name`. */
  readonly traits: Readonly<Record<string, unknown>>;
  /** ISO-8601 in UTC: of the latest paid order. */
  readonly lastOrderAt?: string | undefined;
  /** ISO-8601 in UTC: so long a bad experience is being made good, unless it is right sooner. */
  readonly heldUntil?: string | undefined;
  readonly activePoints: number;
  readonly pendingPoints: number;
  readonly tier?: Readonly<Record<Language, string>> | undefined;
}

export interface FactSettings {
  readonly language: Language;
  readonly currency: string;
  /** What the shop is called. */
  readonly shop: Readonly<Record<Language, string>>;
  /** What a point pays, in minor units; undefined where points do not pay. */
  readonly minorUnitsPerPoint?: number | undefined;
  /** Fewer points pay nothing. */
  readonly pointsMin?: number | undefined;
  /** Where members are of whom nobody knows it. */
  readonly timeZones: readonly string[];
}

export const languageOfMember = ({ locale }: MemberFacts, { language }: Pick<FactSettings, 'language'>): Language =>
  languageOf(locale, language);

/** The zones in one of which a member is: the profile's, else those of the country, else the programme's. */
export function zonesOf({ timeZone, country }: MemberFacts, timeZones: readonly string[]): readonly string[] {
  if (timeZone !== undefined && isZone(timeZone)) return [timeZone];
  const ofCountry = country === undefined ? [] : zonesOfCountry(country);
  return ofCountry.length > 0 ? ofCountry : timeZones;
}

const ZONES_KEPT_MAX = 2_000;
const knownZones = new Map<string, boolean>();

function isZone(timeZone: string): boolean {
  let isKnown = knownZones.get(timeZone);
  if (isKnown === undefined) {
    isKnown = canFormat(timeZone);
    // Zones are few; what profiles say may be anything.
    if (knownZones.size >= ZONES_KEPT_MAX) knownZones.clear();
    knownZones.set(timeZone, isKnown);
  }
  return isKnown;
}

function canFormat(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) !== undefined;
  } catch {
    return false;
  }
}

const zonesByCountry = new Map<string, readonly string[]>();

function zonesOfCountry(country: string): readonly string[] {
  let zones = zonesByCountry.get(country);
  if (zones === undefined) {
    zones = /^[A-Z]{2}$/.test(country) ? (CIVIL_ZONES[country] ?? localeZones(`und-${country}`)) : [];
    zonesByCountry.set(country, zones);
  }
  return zones;
}

/** Two zones on the map, one time on every clock. */
const CIVIL_ZONES: Readonly<Record<string, readonly string[]>> = { CN: ['Asia/Shanghai'] };

/** Not in TypeScript's library yet: https://tc39.es/proposal-intl-locale-info/ */
const localeZones = (tag: string): readonly string[] =>
  (new Intl.Locale(tag) as Intl.Locale & { getTimeZones?: () => string[] | undefined }).getTimeZones?.() ?? [];

/** What every template can say of a member, by the names of the programme's list. */
export function memberValues(facts: MemberFacts, language: Language, now: Date, settings: FactSettings): Values {
  const { traits, activePoints, pendingPoints, tier } = facts;
  const { currency, shop, minorUnitsPerPoint = 0, pointsMin = 0 } = settings;
  const name = greetingName(traits['firstName'] ?? traits['name']);
  const spendable = Math.max(0, activePoints);
  const worth = spendable < pointsMin ? 0 : spendable * minorUnitsPerPoint;
  return {
    name,
    greeting:
      language === 'zh' ? (name === '' ? '您好：' : `${name}，您好：`) : name === '' ? 'Hello,' : `Hello ${name},`,
    shop: shop[language],
    balance: writeCount(spendable, language),
    pendingPoints: writeCount(Math.max(0, pendingPoints), language),
    worth: worth > 0 ? writeMoney(worth, currency, language) : '',
    tierName: tier?.[language] ?? '',
    year: String(now.getUTCFullYear()),
  };
}
