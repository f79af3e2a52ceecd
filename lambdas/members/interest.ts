import { compare, later } from '../kernel/dated.ts';

/** What a member looked at or bought, and when last. ISO-8601 in UTC. */
export interface Interest {
  readonly name: string;
  readonly viewedAt?: string | undefined;
  readonly boughtAt?: string | undefined;
}

/**
 * The interests of both lists: the `most` that were looked at last and, apart from them, the `most` that were bought
 * last. What falls out of either is older than all that stay in it, so it would fall out again whenever it is told: the
 * order of telling does not matter. Were they counted together, it would: an old purchase of something that is looked
 * at again would be remembered or not.
 */
export function mergeInterests(a: readonly Interest[], b: readonly Interest[], most: number): readonly Interest[] {
  const viewed = latest([...a, ...b], 'viewedAt', most);
  const bought = latest([...a, ...b], 'boughtAt', most);
  return [...new Set([...viewed.keys(), ...bought.keys()])]
    .map((name) => ({ name, ...dated('viewedAt', viewed.get(name)), ...dated('boughtAt', bought.get(name)) }))
    .sort((x, y) => compare(lastOf(y), lastOf(x)) || compare(x.name, y.name));
}

/** When each thing was last looked at, or bought; of the `most` latest. */
function latest(given: readonly Interest[], how: How, most: number): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const { name, [how]: at } of given) if (at !== undefined) all.set(name, later(all.get(name), at) ?? at);
  return new Map([...all].sort(([x, xAt], [y, yAt]) => compare(yAt, xAt) || compare(x, y)).slice(0, most));
}

type How = 'viewedAt' | 'boughtAt';

const lastOf = ({ viewedAt, boughtAt }: Interest): string => later(viewedAt, boughtAt) ?? '';

const dated = (how: How, at: string | undefined) => (at === undefined ? {} : { [how]: at });
