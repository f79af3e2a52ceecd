import type { Invitation } from '../../../lambdas/surveys/invitation.ts';
import type { Survey } from '../../../lambdas/surveys/survey.ts';
import { READY_SURVEYS } from '../../../programmes/ready-surveys.ts';
import { type SurveyBody, surveyBody } from '../../../programmes/survey-schema.ts';

export const TIME_ZONE = 'Asia/Shanghai';

/** The ready survey of a quarter, with what a test changes in it. */
export const satisfaction = (changes: Partial<SurveyBody> = {}): SurveyBody => ({
  ...surveyBody.parse(READY_SURVEYS['quarterly-satisfaction']),
  ...changes,
});

export const leavers = (): SurveyBody => surveyBody.parse(READY_SURVEYS['leavers']);

export const surveyOf = (body: SurveyBody, changes: Partial<Survey> = {}): Survey => ({
  surveyId: 'quarterly-satisfaction',
  version: 0,
  body,
  ...changes,
});

export const invitationOf = (changes: Partial<Invitation> = {}): Invitation => ({
  memberId: 'm-1',
  run: 'quarterly-satisfaction.2026-Q1',
  survey: 'quarterly-satisfaction',
  version: 0,
  kind: 'sampled',
  stage: 'active',
  invitedAt: '2026-01-01T02:00:00.000Z',
  invitedDay: '2026-01-01',
  closesOn: '2026-01-23',
  ...changes,
});
