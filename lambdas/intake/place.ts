import { type Dated, newer } from '../kernel/dated.ts';

const NAMES = ['timeZone', 'country', 'locale'] as const;

/** Where a person lives and which language it speaks: IANA zone, ISO 3166 country, language tag. The newest of each counts. */
export type Place = { readonly [name in (typeof NAMES)[number]]?: Dated<string> | undefined };

/** What the facts of a profile say of it, told for an instant (ISO-8601 in UTC). */
export const placeOf = (facts: Readonly<Record<string, unknown>>, at: string): Place =>
  known((name) => {
    const value = facts[name];
    return typeof value === 'string' ? { value, at } : undefined;
  });

/** The newer of each: whatever the order in which they are told, and however often. */
export const mergePlaces = (a: Place, b: Place): Place => known((name) => newer(a[name], b[name]));

function known(tell: (name: keyof Place) => Dated<string> | undefined): Place {
  const told = NAMES.map((name) => [name, tell(name)] as const);
  return Object.fromEntries(told.filter(([, value]) => value !== undefined));
}
