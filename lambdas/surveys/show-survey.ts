import type { Clock } from '../kernel/clock.ts';
import { readChosen } from './answer-form.ts';
import { createFindInvitation } from './find-invitation.ts';
import { type Invitation, refOf, stateOf } from './invitation.ts';
import type { InvitationStore } from './invitation-store.ts';
import type { Survey } from './survey.ts';
import { type FramePage, formPage, type SurveyPage, statePage } from './survey-page.ts';
import type { SurveyStore } from './survey-store.ts';
import type { Language } from './survey-words.ts';

/** What a link to a survey says. */
export interface SurveyLink {
  readonly memberId: string;
  readonly survey: string;
  readonly run: string;
}

export interface SurveyPorts {
  readonly invitations: Pick<InvitationStore, 'invitation' | 'forwarding'>;
  readonly surveys: Pick<SurveyStore, 'survey'>;
  readonly clock: Clock;
  /** Undefined for a link that nobody here has signed. */
  readonly readLink: (token: string) => SurveyLink | undefined;
  readonly frame: FramePage;
}

/** An invitation that can be answered, or the page that says why there is none. */
export type Found =
  | { readonly kind: 'OPEN'; readonly invitation: Invitation; readonly survey: Survey }
  | { readonly kind: 'PAGE'; readonly page: SurveyPage };

/** Finds what a link leads to. Only what the link was signed for, and what was asked, is found. */
export const createFindSurvey = ({ invitations, surveys, clock, readLink, frame }: SurveyPorts, timeZone: string) => {
  const findInvitation = createFindInvitation(invitations);
  return async (token: string, language: Language): Promise<Found> => {
    const say = (state: Parameters<typeof statePage>[0]): Found => ({
      kind: 'PAGE',
      page: statePage(state, language, frame),
    });
    const link = readLink(token);
    if (link === undefined) return say('invalid');
    const invitation = await findInvitation(link.memberId, link.run);
    // The invitation of who left is written beside the message, and may come after it.
    if (invitation === undefined || invitation.survey !== link.survey) return say('invalid');
    const state = stateOf(invitation, clock(), timeZone);
    if (state !== 'OPEN') return say(state === 'ANSWERED' ? 'answered' : 'closed');
    const survey = await surveys.survey(refOf(invitation));
    return survey === undefined ? say('closed') : { kind: 'OPEN', invitation, survey };
  };
};

/** The page that a link to a survey leads to, with the answer chosen that was clicked. It changes nothing: programs follow links, too. */
export function createShowSurvey(ports: SurveyPorts, timeZone: string) {
  const findSurvey = createFindSurvey(ports, timeZone);
  return async (
    token: string,
    chosen: { readonly question?: string | undefined; readonly answer?: string | undefined },
    language: Language,
  ): Promise<SurveyPage> => {
    const found = await findSurvey(token, language);
    if (found.kind === 'PAGE') return found.page;
    const answers = readChosen(chosen.question, chosen.answer, found.survey.body);
    if (answers === undefined) return statePage('invalid', language, ports.frame);
    return formPage(found.survey.body, { answers, texts: {} }, [], language, ports.frame);
  };
}
