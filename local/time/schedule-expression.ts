import { parseCron } from './cron-expression.ts';
import { isTimeZone, wallFromInstant, wallToInstant } from './wall-clock.ts';

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The instant after another one, when a rule fires next; undefined: never again. */
type Next = (afterMs: number, rateStartMs: number) => number | undefined;

const parsed = new Map<string, Next>();

/**
 * When a schedule of EventBridge Scheduler fires next, strictly after an instant; undefined when it never does again.
 * A rate counts from `rateStartMs`. Throws if the expression or the zone is not one, naming it and what is expected.
 *
 * Clock changes as the service documents them: a time that does not exist is skipped, and a time that comes twice
 * counts once, here the first time. A rate counts elapsed time: a day is 24 hours.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export function nextFire(
  expression: string,
  timeZone: string,
  afterMs: number,
  rateStartMs: number,
): number | undefined {
  const key = `${timeZone} ${expression}`;
  let next = parsed.get(key);
  if (next === undefined) {
    next = parse(expression, timeZone);
    parsed.set(key, next);
  }
  return next(afterMs, rateStartMs);
}

function parse(expression: string, timeZone: string): Next {
  const fail = (expected: string): never => {
    throw new Error(`schedule expression "${expression}": ${expected}`);
  };
  if (!isTimeZone(timeZone)) fail(`"${timeZone}" is not a time zone; expected an IANA name such as Europe/Vienna`);
  const [, kind, body = ''] = /^(cron|rate|at)\((.*)\)$/.exec(expression) ?? [];
  switch (kind) {
    case 'cron':
      return cron(parseCron(body, fail), timeZone);
    case 'rate':
      return rate(body, fail);
    case 'at':
      return at(body, timeZone, fail);
    default:
      return fail('expected cron(…), rate(…) or at(…)');
  }
}

/** The expression speaks of the clock on the wall, which is counted as if it never changed and then placed in the zone. */
function cron(nextWall: (afterWallMs: number) => number | undefined, timeZone: string): Next {
  return (afterMs) => {
    let wallMs = nextWall(wallFromInstant(afterMs, timeZone));
    while (wallMs !== undefined) {
      const instantMs = wallToInstant(wallMs, timeZone);
      if (instantMs !== undefined && instantMs > afterMs) return instantMs;
      wallMs = nextWall(wallMs);
    }
    return undefined;
  };
}

function rate(body: string, fail: (expected: string) => never): Next {
  const [, count = '', unit = ''] = /^([1-9]\d*) +(minute|hour|day)s?$/.exec(body) ?? [];
  const intervalMs = Number(count) * (UNIT_MS[unit] ?? 0);
  if (!(intervalMs > 0)) fail('expected rate(<number> minutes | hours | days), the number above 0');
  return (afterMs, rateStartMs) => {
    if (afterMs < rateStartMs) return rateStartMs;
    return rateStartMs + (Math.floor((afterMs - rateStartMs) / intervalMs) + 1) * intervalMs;
  };
}

function at(body: string, timeZone: string, fail: (expected: string) => never): Next {
  const wallMs = Date.parse(`${body}Z`);
  const isValid = Number.isFinite(wallMs) && new Date(wallMs).toISOString() === `${body}.000Z`;
  if (!isValid) fail('expected at(yyyy-mm-ddThh:mm:ss), a date of the calendar');
  const instantMs = wallToInstant(wallMs, timeZone);
  return (afterMs) => (instantMs !== undefined && instantMs > afterMs ? instantMs : undefined);
}
