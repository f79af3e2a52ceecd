import * as z from 'zod/mini';
import { STAGES } from '../../programmes/stage.ts';
import type { Invitation } from './invitation.ts';

/** An invitation as it is kept. */
export interface KeptInvitation extends Invitation {
  /** Tells an answer from every other. */
  readonly answerId?: string | undefined;
  /** When the member is to be reminded. ISO-8601 in UTC. */
  readonly dueAt?: string | undefined;
  /** The member who has it now; here it counts no more. */
  readonly forwardTo?: string | undefined;
  /** Counts what was written of it after it was made. */
  readonly revision?: number | undefined;
}

const optional = z.optional(z.string());
export const invitationItem = z.object({
  memberId: z.string(),
  run: z.string(),
  survey: z.string(),
  version: z.int(),
  edition: optional,
  kind: z.enum(['sampled', 'leavers']),
  stage: z.enum(STAGES),
  tier: optional,
  invitedAt: z.string(),
  invitedDay: z.string(),
  closesOn: z.string(),
  remindedAt: optional,
  answeredAt: optional,
  answers: z.optional(z.record(z.string(), z.array(z.string()))),
  measured: z.optional(
    z.object({
      nps: z.optional(z.int()),
      csat: z.optional(z.int()),
      reasons: z.optional(z.array(z.string())),
    }),
  ),
  answerId: optional,
  dueSK: optional,
  forwardTo: optional,
  revision: z.optional(z.int()),
});

export const keptInvitation = ({ dueSK, ...item }: z.infer<typeof invitationItem>): KeptInvitation => ({
  ...item,
  dueAt: dueSK?.split('#')[0],
});
