import type { Clock } from '../kernel/clock.ts';
import { askedNotice, stateOf } from './invitation.ts';
import type { InvitationStore } from './invitation-store.ts';
import type { SurveyStore } from './survey-store.ts';

export interface RemindPorts {
  readonly invitations: Pick<InvitationStore, 'invitation' | 'remind'>;
  readonly surveys: Pick<SurveyStore, 'survey'>;
  readonly clock: Clock;
}

/** Reminds a member who was asked and has not answered, once; when the survey is over, nobody is reminded of it. */
export const createRemindMember =
  ({ invitations, surveys, clock }: RemindPorts, timeZone: string) =>
  async (memberId: string, run: string): Promise<void> => {
    const invitation = await invitations.invitation(memberId, run);
    if (invitation === undefined) return;
    const now = clock();
    const survey = await surveys.survey(invitation.survey, invitation.version);
    if (survey === undefined || stateOf(invitation, now, timeZone) !== 'OPEN') return invitations.remind(invitation);
    const at = now.toISOString();
    await invitations.remind(invitation, { at, notice: askedNotice(invitation, survey, 'SurveyReminded', at) });
  };
