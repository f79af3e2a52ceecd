import type { Clock } from '../kernel/clock.ts';
import { askedNotice, refOf, stateOf } from './invitation.ts';
import type { InvitationStore } from './invitation-store.ts';
import type { SurveyStore } from './survey-store.ts';

export interface RemindPorts {
  readonly invitations: Pick<InvitationStore, 'invitation' | 'remind'>;
  readonly surveys: Pick<SurveyStore, 'survey' | 'latest'>;
  readonly clock: Clock;
}

/** Reminds a member who was asked and has not answered, once; when the survey is over or switched off, nobody is. */
export const createRemindMember =
  ({ invitations, surveys, clock }: RemindPorts, timeZone: string) =>
  async (memberId: string, run: string): Promise<void> => {
    const invitation = await invitations.invitation(memberId, run);
    if (invitation === undefined) return;
    const now = clock();
    const [survey, latest] = await Promise.all([surveys.survey(refOf(invitation)), surveys.latest(invitation.survey)]);
    const isOn = latest?.body !== undefined;
    if (survey === undefined || !isOn || stateOf(invitation, now, timeZone) !== 'OPEN') {
      return invitations.remind(invitation);
    }
    const at = now.toISOString();
    const notice = askedNotice(invitation, survey, 'SurveyReminded', at, timeZone);
    await invitations.remind(invitation, { at, notice });
  };
