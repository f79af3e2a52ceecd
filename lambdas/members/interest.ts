import { compare, later } from './dated.ts';

/** What a member looked at or bought, and when last. ISO-8601 in UTC. */
export interface Interest {
  readonly name: string;
  readonly viewedAt?: string | undefined;
  readonly boughtAt?: string | undefined;
}

/**
 * The interests of both lists, the `most` latest of them. What falls out is older than all that stay, so it would fall
 * out again whenever it is told: the order of telling does not matter.
 */
export function mergeInterests(a: readonly Interest[], b: readonly Interest[], most: number): readonly Interest[] {
  const merged = new Map<string, Interest>();
  for (const each of [...a, ...b]) {
    const known = merged.get(each.name);
    merged.set(each.name, {
      name: each.name,
      ...dated('viewedAt', later(known?.viewedAt, each.viewedAt)),
      ...dated('boughtAt', later(known?.boughtAt, each.boughtAt)),
    });
  }
  return [...merged.values()].sort((x, y) => compare(lastOf(y), lastOf(x)) || compare(x.name, y.name)).slice(0, most);
}

const lastOf = ({ viewedAt, boughtAt }: Interest): string => later(viewedAt, boughtAt) ?? '';

const dated = (name: 'viewedAt' | 'boughtAt', at: string | undefined) => (at === undefined ? {} : { [name]: at });
