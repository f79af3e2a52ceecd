/** Something to tell that books nothing, such as points that will expire. It becomes a domain event. */
export interface Notice {
  readonly memberId: string;
  /** Tells it from the member's other notices; one that was given is not given again. */
  readonly noticeId: string;
  /** The name of the domain event. */
  readonly name: string;
  /** ISO-8601 in UTC. */
  readonly occurredAt: string;
  readonly data: Readonly<Record<string, unknown>>;
}
