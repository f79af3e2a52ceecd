import type { Stage } from '../../programmes/stage.ts';
import { leaversRun } from '../../programmes/survey-link.ts';
import { BusyError } from '../kernel/busy-error.ts';
import { followToEnd } from '../kernel/follow-member.ts';
import { invite } from './invitation.ts';
import type { InvitationStore } from './invitation-store.ts';
import type { ReadMember } from './read-member.ts';
import { fileSurvey, leaversOf, type ProgrammeSurveys, type Survey } from './survey.ts';
import type { SurveyStore } from './survey-store.ts';

export interface InviteLeaverPorts {
  readonly invitations: Pick<InvitationStore, 'forwarding' | 'add' | 'mergeAskedLast'>;
  readonly surveys: Pick<SurveyStore, 'latest' | 'keep'>;
  readonly readMember: ReadMember;
  readonly tierOf: (memberId: string) => Promise<string | undefined>;
}

const ATTEMPTS_MAX = 10;

/** The last rung of the ladder as it asks a member who left; `silence` names the run. */
export interface Leaving {
  readonly memberId: string;
  readonly stage: Stage;
  readonly silence?: string | undefined;
  /** ISO-8601 in UTC. */
  readonly occurredAt: string;
}

/**
 * Asks a member who left, if it can be written to; where it has become another and its invitations have gone there, the
 * invitation is that one's. The message of the ladder leads here by itself, so nothing is told; asked again it is the same.
 */
export const createInviteLeaver =
  (ports: InviteLeaverPorts, programme: ProgrammeSurveys, timeZone: string) =>
  async ({ memberId, stage, silence, occurredAt }: Leaving): Promise<void> => {
    const { invitations, surveys, readMember, tierOf } = ports;
    const survey = await findLeaversSurvey(surveys, programme);
    if (survey === undefined || silence === undefined) return;
    const known = await readMember(memberId, survey);
    if (!known.isReachable) return;
    await surveys.keep(survey);
    const tier = await tierOf(known.memberId);
    const run = leaversRun(survey.surveyId, silence);
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const { memberId: askedId } = await followToEnd((id) => invitations.forwarding(id), memberId);
      const member = { memberId: askedId, stage, tier };
      // However lately it was asked: it can only have become another since.
      if ((await invitations.add(invite(survey, run, member, new Date(occurredAt), timeZone), {})) === 'COOLING')
        continue;
      if (known.memberId !== askedId) await invitations.mergeAskedLast(askedId, known.memberId);
      return;
    }
    throw new BusyError(`whom member ${memberId} has become changed ${ATTEMPTS_MAX} times in a row`);
  };

async function findLeaversSurvey(
  surveys: Pick<SurveyStore, 'latest'>,
  programme: ProgrammeSurveys,
): Promise<Survey | undefined> {
  const surveyId = leaversOf(programme);
  if (surveyId === undefined) return undefined;
  const latest = await surveys.latest(surveyId);
  return latest?.body === undefined ? fileSurvey(programme, surveyId) : { ...latest, body: latest.body };
}
