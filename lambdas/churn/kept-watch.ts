import * as z from 'zod/mini';
import { STAGES } from '../../programmes/stage.ts';
import { LOSS_NODES } from './watch.ts';

const optional = z.optional(z.string());
const day = z.string();

/** The item of a watch. */
export const watchItem = z.object({
  memberId: z.string(),
  stage: z.enum(STAGES),
  since: z.object({ day, phase: z.enum(['dawn', 'end']) }),
  personalDue: z.optional(z.object({ orderDay: day, day })),
  signUpSilentAt: optional,
  noRepeatAt: optional,
  unpaid: z.array(z.object({ orderId: z.string(), at: z.string() })),
  ordersAhead: z.optional(z.array(z.object({ orderId: z.string(), at: z.string(), day }))),
  nextMoveAt: optional,
  closed: z.array(z.enum(LOSS_NODES)),
  score: z.optional(
    z.object({
      modelVersion: z.int(),
      day,
      probabilityActive: z.optional(z.number()),
      purchases30: z.number(),
      purchases90: z.number(),
      valueMinor90: z.optional(z.int()),
    }),
  ),
  winBack: optional,
  formerIds: z.optional(z.array(z.string())),
  listedAs: z.optional(z.enum(STAGES)),
  version: z.int(),
  forwardTo: optional,
});
