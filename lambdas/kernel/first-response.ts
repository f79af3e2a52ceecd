/** When a request for help was answered and resolved, as far as it was. ISO-8601 in UTC. */
export interface Response {
  readonly answeredAt?: string | undefined;
  readonly resolvedAt?: string | undefined;
}

/** When somebody first did something about it: what is resolved without an answer was answered by that. */
export function firstResponseAt({ answeredAt, resolvedAt }: Response): string | undefined {
  if (answeredAt === undefined || resolvedAt === undefined) return answeredAt ?? resolvedAt;
  return answeredAt < resolvedAt ? answeredAt : resolvedAt;
}
