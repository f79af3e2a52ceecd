import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import type { SendDispatch } from './dispatch-message.ts';
import type { DispatchStore } from './dispatch-store.ts';
import { quarterRun } from './invitation.ts';
import { liveSurveys, type ProgrammeSurveys } from './survey.ts';
import type { SurveyStore } from './survey-store.ts';

export interface PlanPorts {
  readonly surveys: Pick<SurveyStore, 'surveys' | 'keep'>;
  readonly dispatches: Pick<DispatchStore, 'begin'>;
  readonly send: SendDispatch;
  readonly clock: Clock;
}

/**
 * Begins the runs of a quarter, one for each survey that is on, or goes on with them where they stopped. Planned again it
 * asks nobody twice: every shard knows how far it is.
 */
export const createPlanSurveys =
  (
    { surveys, dispatches, send, clock }: PlanPorts,
    programme: ProgrammeSurveys,
    { timeZone, shardCount }: { readonly timeZone: string; readonly shardCount: number },
  ) =>
  async (): Promise<void> => {
    const now = clock();
    const live = liveSurveys(programme, await surveys.surveys()).filter(({ body }) => body.kind !== 'leavers');
    for (const survey of live) {
      const { surveyId, version, edition } = survey;
      const run = quarterRun(surveyId, dayOf(now.getTime(), timeZone));
      const startedAt = now.toISOString();
      await surveys.keep(survey);
      const plan = await dispatches.begin({ run, surveyId, version, edition, startedAt, shardCount });
      const shards = Array.from({ length: plan.shardCount }, (_, shard) => shard);
      await Promise.all(shards.map((shard) => send({ run, shard, isAsking: false, hop: 0 })));
    }
  };
