import type { Stage } from '../../programmes/stage.ts';
import type { Clock } from '../kernel/clock.ts';
import { invite, leaverRun } from './invitation.ts';
import type { InvitationStore } from './invitation-store.ts';
import { latestSurveys, type ProgrammeSurveys } from './survey.ts';
import type { SurveyStore } from './survey-store.ts';

export interface InviteLeaverPorts {
  readonly invitations: Pick<InvitationStore, 'add'>;
  readonly surveys: Pick<SurveyStore, 'surveys'>;
  readonly tierOf: (memberId: string) => Promise<string | undefined>;
  readonly clock: Clock;
}

/** The last rung of the ladder as it asks a member who left; `silence` names the run. */
export interface Leaving {
  readonly memberId: string;
  readonly stage: Stage;
  readonly silence?: string | undefined;
}

/**
 * Asks a member who left. The message of the ladder leads here by itself, so nothing is told; asked again it is the same
 * invitation. One that is switched off can be answered all the same, by what it asked last: the message is on its way.
 */
export const createInviteLeaver =
  ({ invitations, surveys, tierOf, clock }: InviteLeaverPorts, programme: ProgrammeSurveys, timeZone: string) =>
  async ({ memberId, stage, silence }: Leaving): Promise<void> => {
    const surveyId = Object.entries(programme).find(([, { kind }]) => kind === 'leavers')?.[0];
    if (surveyId === undefined || silence === undefined) return;
    const stored = await surveys.surveys();
    const isOn = latestSurveys(programme, stored).find((each) => each.surveyId === surveyId)?.body !== undefined;
    const asked = latestSurveys(programme, isOn ? stored : stored.filter(({ body }) => body !== undefined)).find(
      (each) => each.surveyId === surveyId,
    );
    if (asked?.body === undefined) return;
    const survey = { ...asked, body: asked.body };
    const member = { memberId, stage, tier: await tierOf(memberId) };
    await invitations.add(invite(survey, leaverRun(surveyId, silence), member, clock(), timeZone), {});
  };
