import * as z from 'zod/mini';
import { STAGES } from '../../programmes/stage.ts';
import type { DomainEvent } from '../kernel/domain-event.ts';

const answeredData = z.object({ memberId: z.string(), run: z.string(), points: z.int().check(z.minimum(0)) });
/** Of the release before, a question does not say after which silence: its message has no link to a survey either. */
const leavingData = z.object({ memberId: z.string(), stage: z.enum(STAGES), silence: z.optional(z.string()) });

type Told = Pick<DomainEvent, 'occurredAt' | 'data'>;

/** An answer, as `SurveyAnswered` tells it. */
export const readToldAnswer = ({ occurredAt, data }: Told) => ({ ...answeredData.parse(data), occurredAt });

/** A member who left, as `WinBackAsked` tells it. */
export const readLeaving = ({ occurredAt, data }: Told) => ({ ...leavingData.parse(data), occurredAt });
