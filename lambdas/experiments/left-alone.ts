import { BUCKETS, bucketOf } from './assignment.ts';
import { type HoldoutSettings, holdoutOf } from './holdout.ts';

export interface ControlSettings extends HoldoutSettings {
  /** Of those who come on the journey, in percent. */
  readonly controlPercent: number;
}

/**
 * Whether a member who comes on a journey is left alone there, to see what would have happened anyway: by a holdout of
 * that day (a programme-zone date), or as the journey's own control, which is drawn from the others.
 */
export function isLeftAlone(memberId: string, day: string, journey: string, settings: ControlSettings): boolean {
  if (holdoutOf(memberId, day, settings) !== undefined) return true;
  return bucketOf(settings.salt, `journey ${journey}`, memberId) < (settings.controlPercent * BUCKETS) / 100;
}

/** The settings of a journey's control, where the programme has holdouts and where it has none. */
export const controlsOf = (
  salt: string,
  holdouts: Omit<HoldoutSettings, 'salt'> = { yearPercent: 0, quarterPercent: 0 },
  journey: { readonly controlPercent: number } = { controlPercent: 0 },
): ControlSettings => ({ salt, ...holdouts, controlPercent: journey.controlPercent });
