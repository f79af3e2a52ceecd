import { mergePlaces, type Place } from './place.ts';
import type { Traits, TraitValue } from './trait.ts';

/** Each at its longest and in three bytes a character, they stay under the 400 KB of an item. */
const TRAITS_KEPT_MAX = 100;

/** A trait and the instant it was told for, ISO-8601 in UTC. */
export interface DatedTrait {
  readonly value: TraitValue;
  readonly at: string;
}

/** What is known of a person, trait by trait. The only place for it besides what is on its way. */
export interface Contact {
  readonly memberId: string;
  readonly traits: Readonly<Record<string, DatedTrait>>;
  /** The profile has it too, but hears of it later: whoever is written to at once is written to by this. */
  readonly place: Place;
  /** Counts the writes; 0 is a contact that is not kept yet. */
  readonly version: number;
  /** The member that this one was merged into. */
  readonly forwardTo?: string | undefined;
  /** ISO-8601 in UTC: when the next birthday begins that is waited for. */
  readonly dueAt?: string | undefined;
  /** The year of the birthday that was told last. */
  readonly birthdayToldYear?: number | undefined;
}

/** What a contact says of the person. */
export type Said = Pick<Contact, 'traits' | 'place'>;

/**
 * The contact after a call. The newer of two values stays, of two at one instant the one that sorts later: so calls may
 * come in any order and twice. Traits are many at most, and then the newest are kept.
 */
export function mergeTraits(known: Contact['traits'], traits: Traits, at: string): Contact['traits'] {
  const merged = new Map(Object.entries(known));
  for (const [name, value] of Object.entries(traits)) {
    const told = { value, at };
    const kept = merged.get(name);
    if (kept === undefined || isLater(told, kept)) merged.set(name, told);
  }
  const newest = [...merged].sort(([nameA, a], [nameB, b]) => compare(b.at, a.at) || compare(nameA, nameB));
  return Object.fromEntries(newest.slice(0, TRAITS_KEPT_MAX));
}

/** All that two contacts say. */
export function mergeContacts(a: Said, b: Said): Said {
  const traits = Object.entries(b.traits).reduce(
    (known, [name, { value, at }]) => mergeTraits(known, { [name]: value }, at),
    a.traits,
  );
  return { traits, place: mergePlaces(a.place, b.place) };
}

function isLater(a: DatedTrait, b: DatedTrait): boolean {
  return (compare(a.at, b.at) || compare(sortable(a.value), sortable(b.value))) > 0;
}

/** The table does not keep the order of an object's keys, so that it must not tell which value is the later. */
function sortable(value: TraitValue): string {
  return JSON.stringify(value, (_, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => compare(a, b)))
      : each,
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What is known, by name; what was taken away is not. */
export function knownTraits({ traits }: Pick<Contact, 'traits'>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(traits).flatMap(([name, { value }]) => (value === null ? [] : [[name, value]])),
  );
}
