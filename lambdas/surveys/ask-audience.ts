import type { Stage } from '../../programmes/stage.ts';
import type { Clock } from '../kernel/clock.ts';
import { canBeAsked, coolsAfter, type KnownMember, stagesOf } from './audience.ts';
import {
  beginAsking,
  drawOf,
  goOn,
  isCounted,
  newProgress,
  type RunPlan,
  type ShardProgress,
  shareOut,
} from './dispatch.ts';
import type { DispatchMessage, SendDispatch } from './dispatch-message.ts';
import type { DispatchStore } from './dispatch-store.ts';
import { askedNotice, invite, remindAt } from './invitation.ts';
import type { InvitationStore } from './invitation-store.ts';
import type { ReadMember } from './read-member.ts';
import { isDrawn, lotOf } from './sample.ts';
import type { Survey } from './survey.ts';
import type { SurveyStore } from './survey-store.ts';

export interface AskPorts {
  readonly dispatches: DispatchStore;
  readonly surveys: Pick<SurveyStore, 'survey' | 'latest'>;
  readonly invitations: Pick<InvitationStore, 'add'>;
  /** A page of the members of a stage in a shard. */
  readonly members: (
    shard: number,
    stage: Stage,
    limit: number,
    after?: string,
  ) => Promise<{ readonly memberIds: readonly string[]; readonly next: string | undefined }>;
  readonly readMember: ReadMember;
  readonly tierOf: (memberId: string) => Promise<string | undefined>;
  readonly send: SendDispatch;
  readonly clock: Clock;
}

export interface AskSettings {
  readonly salt: string;
  readonly timeZone: string;
}

const PAGE_SIZE = 50;
/** Time kept back for the last page and the message that goes on. */
const TIME_KEPT_MS = 20_000;
/** Far above any real shop: 500 invocations of two minutes. */
const HOPS_MAX = 500;

interface Asking {
  readonly plan: RunPlan;
  readonly survey: Survey;
  readonly stages: readonly Stage[];
}

/**
 * Goes through the members of a shard, twice: once to count who can be asked, and once to ask as many as the shard's part
 * of the sample is. Where it stopped it goes on; a page that is gone through again is decided as before, and whoever was
 * asked is not asked again.
 */
export const createAskAudience = (ports: AskPorts, settings: AskSettings) => {
  const { dispatches, surveys, send } = ports;
  return async ({ run, shard, isAsking, hop }: DispatchMessage, remainingMs: () => number): Promise<void> => {
    if (hop > HOPS_MAX) throw new Error(`shard ${shard} of run ${run} continued itself more than ${HOPS_MAX} times`);
    const plan = await dispatches.plan(run);
    if (plan === undefined) throw new Error(`run ${run} has not begun`);
    const [survey, latest] = await Promise.all([surveys.survey(plan), surveys.latest(plan.surveyId)]);
    // Switched off since, or not there any more: nobody else is asked.
    if (survey === undefined || latest?.body === undefined) return;
    const asking = { plan, survey, stages: stagesOf(survey.body) };
    const known = (await dispatches.progress(run, shard)) ?? newProgress(shard);
    // Only a message that says so: one that was to share out, and was stopped in the middle of it, has that to do first.
    const progress = isAsking && known.phase === 'COUNTED' ? beginAsking(known) : known;
    const reached = await goThrough(ports, settings, asking, progress, remainingMs);
    if (reached === undefined) return;
    if (reached.phase === 'COUNT' || reached.phase === 'ASK') await send({ run, shard, isAsking, hop: hop + 1 });
    else if (reached.phase === 'COUNTED') await shareOutWhenCounted(ports, settings, asking);
  };
};

/** Page by page to the end of the phase, or as far as the time goes; undefined where somebody else goes on with it. */
async function goThrough(
  ports: AskPorts,
  settings: AskSettings,
  asking: Asking,
  from: ShardProgress,
  remainingMs: () => number,
): Promise<ShardProgress | undefined> {
  let progress = from;
  while ((progress.phase === 'COUNT' || progress.phase === 'ASK') && remainingMs() > TIME_KEPT_MS) {
    const { stage, members, next } = await readPage(ports, asking, progress);
    const counted =
      progress.phase === 'COUNT'
        ? countPage(progress, stage, members.length)
        : await askPage(ports, settings, asking, progress, stage, members);
    const reached = goOn(counted, asking.stages.length, next);
    if ((await ports.dispatches.save(asking.plan.run, reached)) !== 'KEPT') return undefined;
    progress = { ...reached, version: reached.version + 1 };
  }
  return progress;
}

/** The members of a page who can be asked. */
async function readPage(
  ports: AskPorts,
  { plan, survey, stages }: Asking,
  { shard, stageIndex, after }: ShardProgress,
) {
  const stage = stages[stageIndex];
  if (stage === undefined) throw new Error(`run ${plan.run} has no stage ${stageIndex}`);
  const { memberIds, next } = await ports.members(shard, stage, PAGE_SIZE, after);
  const known = await Promise.all(memberIds.map((memberId) => ports.readMember(memberId, survey)));
  const members = known.filter((member) => canBeAsked(member, survey.body, plan.run, plan.startedAt));
  return { stage, members, next };
}

function countPage(progress: ShardProgress, stage: Stage, count: number): ShardProgress {
  return { ...progress, counted: { ...progress.counted, [stage]: (progress.counted[stage] ?? 0) + count } };
}

/** Draws of a page whoever the sample is to have, and asks them. */
async function askPage(
  ports: AskPorts,
  settings: AskSettings,
  asking: Asking,
  progress: ShardProgress,
  stage: Stage,
  members: readonly KnownMember[],
): Promise<ShardProgress> {
  const { plan } = asking;
  const quota = plan.quotas?.[progress.shard]?.[stage] ?? 0;
  const size = progress.counted[stage] ?? 0;
  let { seen, chosen } = drawOf(progress, stage);
  const drawn: string[] = [];
  for (const { memberId } of members) {
    if (isDrawn({ seen, chosen }, size, quota, lotOf(settings.salt, plan.run, memberId))) {
      drawn.push(memberId);
      chosen += 1;
    }
    seen += 1;
  }
  const asked = await Promise.all(drawn.map((memberId) => ask(ports, settings, asking, memberId, stage)));
  // Somebody else asked them in between: their places are free.
  chosen -= asked.filter((each) => each === 'COOLING').length;
  return { ...progress, drawn: { ...progress.drawn, [stage]: { seen, chosen } } };
}

async function ask(
  { invitations, tierOf, clock }: AskPorts,
  { timeZone }: AskSettings,
  { plan, survey }: Asking,
  memberId: string,
  stage: Stage,
) {
  const now = clock();
  const invitation = invite(survey, plan.run, { memberId, stage, tier: await tierOf(memberId) }, now, timeZone);
  return invitations.add(invitation, {
    remindAt: remindAt(invitation, survey),
    notice: askedNotice(invitation, survey, 'SurveyInvited', now.toISOString(), timeZone),
    unlessAskedAfter: coolsAfter(survey.body, plan.startedAt),
  });
}

/** The last shard that is counted shares the sample out, and lets all go on. Done twice it is the same. */
async function shareOutWhenCounted(
  { dispatches, send }: AskPorts,
  { salt }: AskSettings,
  { plan, survey, stages }: Asking,
): Promise<void> {
  const { run, shardCount } = plan;
  const shards = Array.from({ length: shardCount }, (_, shard) => shard);
  const all = await Promise.all(shards.map((shard) => dispatches.progress(run, shard)));
  const counted = all.filter((each) => each !== undefined && isCounted(each)).map((each) => each?.counted ?? {});
  if (counted.length < shardCount) return;
  const startOf = (stage: Stage) => lotOf(salt, run, `stage ${stage}`);
  await dispatches.setQuotas(run, shareOut(survey.body.sampleSize, stages, counted, startOf));
  await Promise.all(shards.map((shard) => send({ run, shard, isAsking: true, hop: 0 })));
}
