import * as z from 'zod/mini';
import { STAGES } from '../../programmes/stage.ts';
import { decodeItem } from '../kernel/table/codec.ts';
import type { Counts } from './counts.ts';
import { Tally } from './counts.ts';

const NPS_PROMOTERS_FROM = 9;
const NPS_DETRACTORS_TO = 6;
const CSAT_SATISFIED_FROM = 4;

const name = z.string().check(z.regex(/^[^#]+$/));
const countedInvitation = z.object({
  survey: name,
  kind: z.enum(['sampled', 'leavers']),
  stage: z.enum(STAGES),
  tier: z.optional(name),
  invitedDay: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  answeredAt: z.optional(z.string()),
  forwardTo: z.optional(z.string()),
  measured: z.optional(
    z.object({ nps: z.optional(z.int()), csat: z.optional(z.int()), reasons: z.optional(z.array(name)) }),
  ),
});

/**
 * Who was asked counts on the day of being asked, with what became of it: by survey for the stage and the tier of that day,
 * and over all surveys of a sample for the KPIs. An invitation that went to whom the member was merged into counts there.
 */
export function invitationCounts(item: Readonly<Record<string, unknown>>): Counts {
  const { forwardTo, ...invitation } = decodeItem(countedInvitation, item);
  const tally = new Tally();
  if (forwardTo !== undefined) return tally.counts();
  const { survey, kind, stage, tier, invitedDay, answeredAt, measured = {} } = invitation;
  const groups = [`stage:${stage}`, ...(tier === undefined ? [] : [`tier:${tier}`])];
  const count = (figure: string) => {
    for (const group of groups) tally.addDay('surveys', invitedDay, `${survey}#${group}#${figure}`, 1);
    if (kind === 'sampled') tally.addDay('answers', invitedDay, figure, 1);
  };
  const { nps, csat, reasons = [] } = measured;
  count('asked');
  if (answeredAt !== undefined) count('answered');
  if (nps !== undefined) {
    count('npsAnswers');
    if (nps >= NPS_PROMOTERS_FROM) count('promoters');
    if (nps <= NPS_DETRACTORS_TO) count('detractors');
  }
  if (csat !== undefined) {
    count('csatAnswers');
    if (csat >= CSAT_SATISFIED_FROM) count('satisfied');
  }
  for (const reason of new Set(reasons)) {
    for (const group of groups) tally.addDay('surveys', invitedDay, `${survey}#${group}#reason:${reason}`, 1);
  }
  return tally.counts();
}
