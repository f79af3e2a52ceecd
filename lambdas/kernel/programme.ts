import * as z from 'zod/mini';
import file from '#programme' with { type: 'json' };
import { expectation } from './expectation.ts';
import { isCurrency } from './money.ts';

const RETURN_WINDOW_DAYS_MAX = 90;
const EXPIRY_DAYS_MAX = 3_660;

const programmeSchema = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(80)),
  currency: z.string().check(z.refine(isCurrency, 'a currency of ISO 4217 such as CNY')),
  timeZone: z.string().check(z.refine(isTimeZone, 'an IANA time zone such as Asia/Shanghai')),
  earning: z.strictObject({
    /** Points for one unit of the currency (1 CNY, not 1 fen). */
    pointsPerUnit: z.int().check(z.minimum(0), z.maximum(1_000)),
    returnWindowDays: z.int().check(z.minimum(0), z.maximum(RETURN_WINDOW_DAYS_MAX)),
  }),
  expiry: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('never') }),
    z.strictObject({ kind: z.literal('afterDays'), days: z.int().check(z.minimum(1), z.maximum(EXPIRY_DAYS_MAX)) }),
  ]),
});

/** The rules of one shop's programme, as its file says. */
export type Programme = Readonly<z.infer<typeof programmeSchema>>;

/** Checks a programme. Throws with one line a fault: where, and what is expected. */
export function parseProgramme(value: unknown): Programme {
  const parsed = programmeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'programme'}: expected ${expectation(issue)}`,
  );
  throw new Error(`the programme does not hold:\n${faults.join('\n')}`);
}

/** The programme that this deployment carries. */
export const programme: Programme = parseProgramme(file);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
