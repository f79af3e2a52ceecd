/** The current instant. Injected, so that rules never ask for the time themselves. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

const MS_PER_DAY = 86_400_000;

/** An instant so many times 24 hours later; as ISO-8601 in UTC. */
export function daysLater(instant: string, days: number): string {
  return new Date(Date.parse(instant) + days * MS_PER_DAY).toISOString();
}

/** Seconds since the epoch, as DynamoDB's time-to-live wants them. */
export function epochSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
