import { memberShard } from '../../../lambdas/kernel/ids.ts';
import { createAskAudience } from '../../../lambdas/surveys/ask-audience.ts';
import type { KnownMember } from '../../../lambdas/surveys/audience.ts';
import type { RunPlan, ShardProgress } from '../../../lambdas/surveys/dispatch.ts';
import type { DispatchMessage } from '../../../lambdas/surveys/dispatch-message.ts';
import type { Invitation } from '../../../lambdas/surveys/invitation.ts';
import { createPlanSurveys } from '../../../lambdas/surveys/plan-surveys.ts';
import type { Stage } from '../../../programmes/stage.ts';
import type { SurveyBody } from '../../../programmes/survey-schema.ts';
import { surveyOf, TIME_ZONE } from './ready.ts';

export const SHARD_COUNT = 3;

export interface Crowd {
  readonly memberId: string;
  readonly stage: Stage;
  readonly known?: Partial<KnownMember>;
}

class Killed extends Error {}

/**
 * A dispatch over members in memory. `killAt` says at which step (each access is one) the worker is stopped; what was
 * written stays, the message comes again, as a queue brings it.
 */
export function dispatching(body: SurveyBody, crowd: readonly Crowd[], remainingMs = () => 60_000) {
  const plans = new Map<string, RunPlan>();
  const progress = new Map<string, ShardProgress>();
  const invited = new Map<string, Invitation>();
  const askedLast = new Map(
    crowd.flatMap(({ memberId, known }) => (known?.askedLast ? [[memberId, known.askedLast]] : [])),
  );
  const queue: DispatchMessage[] = [];
  let hopMax = 0;
  const state = {
    now: new Date('2026-01-01T02:00:00Z'),
    steps: 0,
    killAt: Number.POSITIVE_INFINITY,
    asks: 0,
    offAfter: Number.POSITIVE_INFINITY,
  };
  const step = () => {
    state.steps += 1;
    if (state.steps === state.killAt) throw new Killed('killed');
  };
  const send = async (message: DispatchMessage) => {
    step();
    queue.push(message);
  };
  const dispatches = {
    plan: async (run: string) => plans.get(run),
    async begin(plan: RunPlan) {
      step();
      if (!plans.has(plan.run)) plans.set(plan.run, plan);
      return plans.get(plan.run) ?? plan;
    },
    async setQuotas(run: string, quotas: NonNullable<RunPlan['quotas']>) {
      step();
      const plan = plans.get(run);
      if (plan !== undefined && plan.quotas === undefined) plans.set(run, { ...plan, quotas });
    },
    progress: async (run: string, shard: number) => progress.get(`${run} ${shard}`),
    async save(run: string, next: ShardProgress) {
      step();
      const key = `${run} ${next.shard}`;
      if ((progress.get(key)?.version ?? 0) !== next.version) return 'CHANGED_MEANWHILE' as const;
      progress.set(key, { ...next, version: next.version + 1 });
      return 'KEPT' as const;
    },
  };
  const ask = createAskAudience(
    {
      dispatches,
      surveys: {
        survey: async () => surveyOf(body),
        latest: async () => ({ ...surveyOf(body), body: state.asks < state.offAfter ? body : undefined }),
      },
      invitations: {
        async add(invitation, { unlessAskedAfter }) {
          step();
          state.asks += 1;
          if (invited.has(`${invitation.run} ${invitation.memberId}`)) return 'ASKED_BEFORE';
          const before = askedLast.get(invitation.memberId);
          if (before !== undefined && before.askedAt > (unlessAskedAfter ?? '9')) return 'COOLING';
          invited.set(`${invitation.run} ${invitation.memberId}`, invitation);
          askedLast.set(invitation.memberId, { run: invitation.run, askedAt: invitation.invitedAt });
          return 'ASKED';
        },
      },
      async members(shard, stage, limit, after) {
        step();
        const ids = crowd
          .filter((each) => each.stage === stage && memberShard(each.memberId, SHARD_COUNT) === shard)
          .map(({ memberId }) => memberId)
          .filter((memberId) => memberId > (after ?? ''))
          .sort();
        const memberIds = ids.slice(0, limit);
        return { memberIds, next: ids.length > limit ? memberIds.at(-1) : undefined };
      },
      async readMember(memberId) {
        const known = crowd.find((each) => each.memberId === memberId)?.known;
        return { isReachable: true, ...known, memberId, askedLast: askedLast.get(memberId) };
      },
      tierOf: async () => undefined,
      send,
      clock: () => state.now,
    },
    { salt: 'salt', timeZone: TIME_ZONE },
  );
  const plan = createPlanSurveys(
    { surveys: { surveys: async () => [], keep: async () => undefined }, dispatches, send, clock: () => state.now },
    { 'quarterly-satisfaction': body },
    { timeZone: TIME_ZONE, shardCount: SHARD_COUNT },
  );

  /** As the queue does it: a message whose worker was stopped comes again. */
  async function drain(): Promise<void> {
    for (let rounds = 0; queue.length > 0; rounds += 1) {
      if (rounds > 2_000) throw new Error('the dispatch does not end');
      const [message] = queue;
      if (message === undefined) return;
      try {
        await ask(message, remainingMs);
        hopMax = Math.max(hopMax, message.hop);
        queue.splice(queue.indexOf(message), 1);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
    }
  }

  async function run(): Promise<void> {
    for (let tries = 0; tries < 3; tries += 1) {
      try {
        await plan();
        break;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
    }
    await drain();
  }
  return { state, run, ask, queue, invited, progress, hopMax: () => hopMax };
}
