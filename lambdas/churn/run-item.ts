import * as z from 'zod/mini';
import { STAGES } from '../../programmes/stage.ts';
import { RUN_OUTCOMES, type Run } from './win-back.ts';

export const runItem = z.object({
  memberId: z.string(),
  entry: z.string(),
  group: z.enum(['treated', 'control']),
  stage: z.enum(STAGES),
  enteredDay: z.string(),
  enteredAt: z.optional(z.string()),
  rung: z.int(),
  pointsGiven: z.int(),
  granting: z.optional(z.int()),
  unfunded: z.int(),
  outcome: z.optional(z.enum(RUN_OUTCOMES)),
  returnedDay: z.optional(z.string()),
  paid: z.record(z.string(), z.int()),
  returned: z.record(z.string(), z.object({ orderId: z.string(), minor: z.int() })),
  dueSK: z.optional(z.string()),
  version: z.int(),
});

export function runOf({ dueSK, ...item }: z.infer<typeof runItem>): Run {
  return { ...item, dueAt: dueSK?.split('#')[0] };
}
