/** The path parameters of a request that a route takes; undefined: it does not take it. */
export function matchRoute(
  routeKey: string,
  method: string,
  path: string,
): Readonly<Record<string, string>> | undefined {
  if (routeKey === '$default') return {};
  const [routeMethod, routePath = ''] = routeKey.split(' ');
  if (routeMethod !== 'ANY' && routeMethod !== method) return undefined;
  const wanted = routePath.split('/').slice(1);
  const given = path.split('/').slice(1);
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index];
    const greedy = /^\{(.+)\+\}$/.exec(part)?.[1];
    if (greedy !== undefined) {
      const tail = given.slice(index).join('/');
      return tail === '' ? undefined : { ...parameters, [greedy]: tail };
    }
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (value === undefined || value === '' || (name === undefined && value !== part)) return undefined;
    if (name !== undefined) parameters[name] = decodeURIComponent(value);
  }
  return given.length === wanted.length ? parameters : undefined;
}

/** How specific a route is: full paths before paths with parameters before greedy ones before `$default`; a named method before ANY. */
export function specificity(routeKey: string): number {
  if (routeKey === '$default') return -1;
  const [method, path = ''] = routeKey.split(' ');
  const fixedParts = path.split('/').filter((part) => part !== '' && !part.startsWith('{')).length;
  return (path.includes('+}') ? 0 : 1000) + fixedParts * 10 + (method === 'ANY' ? 0 : 1);
}
