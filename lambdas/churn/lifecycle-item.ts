import * as z from 'zod/mini';
import { STAGES } from '../../programmes/stage.ts';
import type { DomainEvent } from '../kernel/domain-event.ts';
import { decodeItem } from '../kernel/table/codec.ts';

/** A change of stage as it is kept. */
export const stageChangeItem = z.object({
  memberId: z.string(),
  from: z.nullable(z.enum(STAGES)),
  to: z.nullable(z.enum(STAGES)),
  day: z.string(),
  phase: z.enum(['dawn', 'end']),
  at: z.iso.datetime(),
  reason: z.enum(['SILENCE', 'ORDER', 'VISIT', 'LATE_FACTS', 'IMPORTED', 'MERGED']),
});

/** What was only found, or only moved between members, happened to nobody now. */
const UNTOLD = new Set(['IMPORTED', 'MERGED']);

/** The domain event of a change of stage: from which to which, on which programme-zone date and why. */
export function readStageEvents(item: Readonly<Record<string, unknown>>): readonly DomainEvent[] {
  const { memberId, from, to, at, day, phase, reason } = decodeItem(stageChangeItem, item);
  if (UNTOLD.has(reason)) return [];
  const id = `${encodeURIComponent(memberId)}/STAGE/${day}/${phase}/${to}`;
  return [{ name: 'StageChanged', version: 1, id, occurredAt: at, data: { memberId, from, to, day, reason } }];
}
